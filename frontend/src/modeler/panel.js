// What the selected element says in our own namespace, as a small form. Every change is one command
// of the modeler, so that it can be undone. What the gate found stands above its fields.

const LISTS = { ladder: "ladders", form: "forms", ref: "decisions", effect: "effects", duty: "duties", second: "tasks" };

export class Panel {
  constructor(modeler, box, told) {
    this.box = box;
    this.told = told;
    this.modeling = modeler.get("modeling");
    this.moddle = modeler.get("moddle");
    this.registry = modeler.get("elementRegistry");
    this.canvas = modeler.get("canvas");
    const bus = modeler.get("eventBus");
    bus.on("selection.changed", ({ newSelection }) => this.show(newSelection.length === 1 ? newSelection[0] : null));
    bus.on("commandStack.changed", () => this.box.contains(document.activeElement) || this.show(this.element));
    this.show(null);
  }

  say(chinese) {
    return this.told.words[chinese] || chinese;
  }

  show(element) {
    const kept = element && this.registry.get(element.id);
    this.element = kept && kept.type !== "label" ? kept : kept && kept.labelTarget;
    const shown = this.element || this.process();
    const own = this.business(shown);
    this.box.replaceChildren(this.heading(own), ...this.findings(own), ...this.fields(shown, own));
    for (const [name, values] of Object.entries(this.lists())) this.box.append(this.dataList(name, values));
  }

  /** Nothing chosen: the procedure itself. */
  process() {
    return this.canvas.getRootElement();
  }

  business(element) {
    const own = element.businessObject;
    if (own.$type === "bpmn:Collaboration") return own.participants[0].processRef;
    return own.$type === "bpmn:Participant" ? own.processRef : own;
  }

  lists() {
    const tasks = this.registry.filter((one) => one.type === "bpmn:UserTask").map((one) => one.id);
    return { ...this.told.choices, tasks };
  }

  // --- what there is to fill in ------------------------------------------------------------------

  fields(shape, own) {
    const name = own.$type === "bpmn:Lane" ? ["name", "职责", "duty"] : ["name", "名称"];
    const found = [this.attribute(shape, own, ...name)];
    if (own.$type !== "bpmn:Process") found.push(this.id(shape, own));
    const type = own.$type.slice(5);
    if (type === "Process") found.push(...this.extended(shape, own, "linli:Procedure", [["subject", "办的是什么"]]));
    if (type === "UserTask") found.push(...this.userTask(shape, own));
    if (type === "ServiceTask") found.push(...this.serviceTask(shape, own));
    if (type === "BusinessRuleTask") found.push(...this.extended(shape, own, "linli:Decision", [["ref", "决策表", "ref"]]));
    if (type === "SequenceFlow" && own.sourceRef.$type === "bpmn:ExclusiveGateway") found.push(...this.flow(shape, own));
    if (/Event$/.test(type)) found.push(...this.event(shape, own));
    return found;
  }

  userTask(shape, own) {
    const step = this.inside(own, "linli:Step");
    const found = this.extended(shape, own, "linli:Step", [
      ["due", "时限"],
      ["ladder", "预警阶梯", "ladder"],
      ["form", "表单", "form"],
      ["evidence", "至少几个佐证"],
      ["second", "办过这一步的人不能办（环节编号）", "second"],
      ["organisation", "由哪个单位（=名称）"],
      ["person", "由哪个责任人（=名称）"],
      ["told", "报事人看到的话", "", "long"],
      ["told_done", "办完后报事人看到的话", "", "long"],
    ]);
    found.push(this.flag(this.say("先领先得"), step && step.pool === "claim", (on) => this.write(shape, own, "linli:Step", "pool", on ? "claim" : "")));
    const stages = [["key", "编号"], ["name", "名称"], ["due", "时限"]];
    const outcomes = [["key", "编号"], ["name", "名称"], ["form", "表单", "form"], ["style", "样式（primary、plain、danger）"], ["reason", "要写理由", "", "flag"], ["evidence", "要有佐证", "", "flag"]];
    found.push(this.rows(shape, own, "linli:Step", "stages", "linli:Stage", "阶段时限", stages));
    found.push(this.rows(shape, own, "linli:Step", "outcomes", "linli:Outcome", "可以怎样办结", outcomes));
    const loop = own.loopCharacteristics;
    if (loop) {
      found.push(...this.extended(shape, loop, "linli:Over", [["collection", "对其中的每一个（名称）"], ["item", "每一个叫作"]]));
      found.push(this.expression(shape, loop, "completionCondition", "提前结束的条件"));
    }
    return found;
  }

  serviceTask(shape, own) {
    const effect = this.inside(own, "linli:Effect");
    return [
      ...this.extended(shape, own, "linli:Effect", [["name", "效果", "effect"]]),
      this.flag(this.say("等它办完"), effect && effect.awaited === "true", (on) => this.write(shape, own, "linli:Effect", "awaited", on ? "true" : "")),
      this.rows(shape, own, "linli:Effect", "properties", "linli:Property", "参数", [["name", "名称"], ["value", "值"]]),
    ];
  }

  flow(shape, own) {
    const isDefault = own.sourceRef.default === own;
    return [
      this.expression(shape, own, "conditionExpression", "条件"),
      this.flag(this.say("其他情况都走这里（默认）"), isDefault, (on) =>
        this.modeling.updateProperties(this.registry.get(own.sourceRef.id), { default: on ? own : undefined }),
      ),
    ];
  }

  event(shape, own) {
    const definition = (own.eventDefinitions || [])[0];
    const found = [];
    if (own.$type === "bpmn:BoundaryEvent") {
      found.push(this.flag(this.say("到点就中断这一步"), own.cancelActivity !== false, (on) => this.modeling.updateProperties(shape, { cancelActivity: on })));
    }
    if (definition && definition.$type === "bpmn:TimerEventDefinition") found.push(this.expression(shape, definition, "timeDuration", "多久以后"));
    if (definition && definition.messageRef) {
      found.push(this.input("消息", definition.messageRef.name, (value) => this.change(shape, definition.messageRef, { name: value })));
    }
    return found;
  }

  // --- reading and writing -------------------------------------------------------------------------

  inside(own, type) {
    const values = (own.extensionElements && own.extensionElements.values) || [];
    return values.find((one) => one.$type === type);
  }

  change(shape, own, properties) {
    this.modeling.updateModdleProperties(shape, own, properties);
  }

  /** The one element of ours inside `own`; made if it is not there. */
  needed(shape, own, type) {
    const there = this.inside(own, type);
    if (there) return there;
    const made = this.moddle.create(type);
    const around = own.extensionElements || this.moddle.create("bpmn:ExtensionElements", { values: [] });
    around.$parent = own;
    made.$parent = around;
    if (own.extensionElements) this.change(shape, around, { values: [...around.values, made] });
    else {
      around.values = [made];
      this.change(shape, own, { extensionElements: around });
    }
    return made;
  }

  write(shape, own, type, name, value) {
    this.change(shape, this.needed(shape, own, type), { [name]: value || undefined });
  }

  // --- controls ------------------------------------------------------------------------------------

  heading(own) {
    const title = document.createElement("h2");
    title.textContent = own.name || own.id;
    return title;
  }

  findings(own) {
    return this.told.findings
      .filter((one) => one.element === own.id)
      .map((one) => {
        const line = document.createElement("p");
        line.className = one.level === "error" ? "field-error" : "field-help";
        line.textContent = one.message;
        return line;
      });
  }

  dataList(name, values) {
    const list = document.createElement("datalist");
    list.id = `modeler-${name}`;
    for (const value of values) list.append(new Option(value, value));
    return list;
  }

  input(label, value, act, among = "", kind = "") {
    const box = document.createElement("label");
    box.className = "modeler-field";
    const words = document.createElement("span");
    words.textContent = this.say(label);
    const control = document.createElement(kind === "long" ? "textarea" : "input");
    control.className = "form-control";
    control.value = value || "";
    if (among) control.setAttribute("list", `modeler-${LISTS[among]}`);
    control.addEventListener("change", () => act(control.value.trim()));
    box.append(words, control);
    return box;
  }

  flag(label, on, act) {
    const box = document.createElement("label");
    box.className = "modeler-flag";
    const control = document.createElement("input");
    control.type = "checkbox";
    control.checked = Boolean(on);
    control.addEventListener("change", () => act(control.checked));
    box.append(control, document.createTextNode(this.say(label)));
    return box;
  }

  attribute(shape, own, name, label, among) {
    return this.input(label, own.get(name), (value) => this.named(shape, own, { [name]: value }), among);
  }

  named(shape, own, properties) {
    if (shape.businessObject === own) this.modeling.updateProperties(shape, properties);
    else this.change(shape, own, properties);
  }

  id(shape, own) {
    return this.input("编号", own.id, (value) => {
      if (/^[A-Za-z][A-Za-z0-9_]{0,59}$/.test(value) && !this.registry.get(value)) this.modeling.updateProperties(shape, { id: value });
      else this.show(this.element);
    });
  }

  extended(shape, own, type, rows) {
    const there = this.inside(own, type);
    return rows.map(([name, label, among, kind]) =>
      this.input(label, there && there.get(name), (value) => this.write(shape, own, type, name, value), among, kind),
    );
  }

  expression(shape, own, name, label) {
    return this.input(label, own[name] && own[name].body, (value) => {
      const made = value ? this.moddle.create("bpmn:FormalExpression", { body: value }) : undefined;
      if (made) made.$parent = own;
      this.change(shape, own, { [name]: made });
    });
  }

  /** A list of small elements inside ours: each a row of fields, with one more at the end. */
  rows(shape, own, type, list, inner, label, columns) {
    const group = document.createElement("fieldset");
    group.className = "modeler-rows";
    const legend = document.createElement("legend");
    legend.textContent = this.say(label);
    group.append(legend);
    const there = this.inside(own, type);
    const rows = (there && there.get(list)) || [];
    rows.forEach((one, at) => {
      const box = document.createElement("div");
      box.className = "modeler-row";
      for (const [name, title, among, kind] of columns) {
        const write = (value) => this.change(shape, one, { [name]: value || undefined });
        if (kind === "flag") box.append(this.flag(title, one.get(name) === "required", (on) => write(on ? "required" : "")));
        else box.append(this.input(title, one.get(name), write, among));
      }
      box.append(this.button("删去", () => this.change(shape, there, { [list]: rows.filter((_other, number) => number !== at) })));
      group.append(box);
    });
    group.append(
      this.button("加一行", () => {
        const holder = this.needed(shape, own, type);
        const made = this.moddle.create(inner, { [columns[0][0]]: `new_${rows.length + 1}`, name: this.say("新的") });
        made.$parent = holder;
        this.change(shape, holder, { [list]: [...(holder.get(list) || []), made] });
      }),
    );
    return group;
  }

  button(label, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-small";
    made.textContent = this.say(label);
    made.addEventListener("click", () => {
      act();
      this.show(this.element);
    });
    return made;
  }
}
