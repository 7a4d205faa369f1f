// Palette and context pad with the elements that the gate knows, and no others.

const SHAPES = [
  ["start", "bpmn:StartEvent", "bpmn-icon-start-event-none", "开始"],
  ["user", "bpmn:UserTask", "bpmn-icon-user-task", "人工环节"],
  ["service", "bpmn:ServiceTask", "bpmn-icon-service-task", "自动环节"],
  ["decision", "bpmn:BusinessRuleTask", "bpmn-icon-business-rule-task", "决策"],
  ["exclusive", "bpmn:ExclusiveGateway", "bpmn-icon-gateway-xor", "排他网关"],
  ["parallel", "bpmn:ParallelGateway", "bpmn-icon-gateway-parallel", "并行网关"],
  ["timer", "bpmn:IntermediateCatchEvent", "bpmn-icon-intermediate-event-catch-timer", "定时", { eventDefinitionType: "bpmn:TimerEventDefinition" }],
  ["end", "bpmn:EndEvent", "bpmn-icon-end-event-none", "结束"],
];
const AFTER = ["user", "service", "decision", "exclusive", "end"];

export function tools(words) {
  const say = (chinese) => words[chinese] || chinese;

  function Palette(palette, create, elementFactory, handTool, lassoTool, spaceTool, globalConnect) {
    const made = (row) => (event) => create.start(event, elementFactory.createShape({ type: row[1], ...row[4] }));
    const tool = (className, chinese, act) => ({ group: "tools", className, title: say(chinese), action: { click: act } });
    this.getPaletteEntries = () => ({
      hand: tool("bpmn-icon-hand-tool", "移动画面", (event) => handTool.activateHand(event)),
      lasso: tool("bpmn-icon-lasso-tool", "框选", (event) => lassoTool.activateSelection(event)),
      space: tool("bpmn-icon-space-tool", "拉开空间", (event) => spaceTool.activateSelection(event)),
      connect: tool("bpmn-icon-connection-multi", "连线", (event) => globalConnect.start(event)),
      rule: { group: "tools", separator: true },
      ...Object.fromEntries(
        SHAPES.map((row) => [row[0], { group: "shapes", className: row[2], title: say(row[3]), action: { click: made(row), dragstart: made(row) } }]),
      ),
    });
    palette.registerProvider(this);
  }
  Palette.$inject = ["palette", "create", "elementFactory", "handTool", "lassoTool", "spaceTool", "globalConnect"];

  function Pad(contextPad, modeling, elementFactory, connect, autoPlace) {
    this.getContextPadEntries = (element) => {
      const type = element.businessObject.$type;
      const flows = element.type !== "label" && /Task$|Gateway$|Event$/.test(type) && type !== "bpmn:EndEvent";
      const after = (row) => ({
        group: "append",
        className: row[2],
        title: `${say("接着")} ${say(row[3])}`,
        action: { click: () => autoPlace.append(element, elementFactory.createShape({ type: row[1], ...row[4] })) },
      });
      return {
        ...(flows ? Object.fromEntries(SHAPES.filter((row) => AFTER.includes(row[0])).map((row) => [`after-${row[0]}`, after(row)])) : {}),
        ...(flows
          ? { connect: { group: "connect", className: "bpmn-icon-connection-multi", title: say("连线"), action: { click: (event) => connect.start(event, element), dragstart: (event) => connect.start(event, element) } } }
          : {}),
        remove: { group: "edit", className: "bpmn-icon-trash", title: say("删去"), action: { click: () => modeling.removeElements([element]) } },
      };
    };
    contextPad.registerProvider(this);
  }
  Pad.$inject = ["contextPad", "modeling", "elementFactory", "connect", "autoPlace"];

  return { __init__: ["paletteProvider", "contextPadProvider"], paletteProvider: ["type", Palette], contextPadProvider: ["type", Pad] };
}
