package org.trunkpilot.practice.ami;

import java.util.List;
import java.util.Map;
import org.trunkpilot.practice.world.World;

/** Actions about the dialplan. */
final class DialplanActions {
    private final World world;
    private final InstalledDialplan installed;

    DialplanActions(World world, InstalledDialplan installed) {
        this.world = world;
        this.installed = installed;
    }

    void addTo(Actions actions) {
        actions.add(
                "ShowDialPlan",
                "Show dialplan contexts and extensions",
                (session, request, reply) -> show(request, reply),
                EventClass.CONFIG,
                EventClass.REPORTING);
        actions.add(
                "UserEvent",
                "Send an arbitrary event.",
                (session, request, reply) -> {
                    session.everybody()
                            .tell(
                                    EventClass.USER,
                                    Message.event("UserEvent")
                                            .with("Privilege", "user,all")
                                            .with(
                                                    "SystemName",
                                                    world.inventory().pbx().name())
                                            .with("UserEvent", request.get("UserEvent")));
                    reply.success("Event Sent");
                },
                EventClass.USER);
    }

    private void show(Request request, Reply reply) {
        var context = request.get("Context");
        if (!context.isEmpty() && !installed.contexts().containsKey(context)) {
            reply.error("Did not find context " + context);
            return;
        }
        reply.list("DialPlan list will follow");
        int priorities = 0;
        int extensions = 0;
        int contexts = 0;
        for (Map.Entry<String, List<InstalledDialplan.Step>> entry :
                installed.contexts().entrySet()) {
            if (!context.isEmpty() && !entry.getKey().equals(context)) {
                continue;
            }
            contexts++;
            priorities += entry.getValue().size();
            extensions += (int) entry.getValue().stream()
                    .map(InstalledDialplan.Step::exten)
                    .distinct()
                    .count();
            entry.getValue().forEach(step -> reply.send(step(entry.getKey(), step, reply)));
        }
        reply.send(reply.complete("ShowDialPlanComplete", priorities)
                .with("ListExtensions", extensions)
                .with("ListPriorities", priorities)
                .with("ListContexts", contexts));
    }

    private static Message step(String context, InstalledDialplan.Step step, Reply reply) {
        var message =
                reply.begin("Event", "ListDialplan").with("Context", context).with("Extension", step.exten());
        step.label().ifPresent(label -> message.with("ExtensionLabel", label));
        return message.with("Priority", step.priority())
                .with("Application", step.application())
                .with("AppData", step.arguments())
                .with("Registrar", "pbx_config");
    }
}
