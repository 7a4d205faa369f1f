// The pages of a secret ballot alone, where it is cast and where it is published: nobody else
// needs its cryptography.
import { LinliBallot } from "./elements/ballot.js";
import { LinliRecount } from "./elements/recount.js";

customElements.define("linli-ballot", LinliBallot);
customElements.define("linli-recount", LinliRecount);
