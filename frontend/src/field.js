// The visitor's page alone: the list, the forms, what waits to be sent.
import { LinliField } from "./elements/field.js";

customElements.define("linli-field", LinliField);
