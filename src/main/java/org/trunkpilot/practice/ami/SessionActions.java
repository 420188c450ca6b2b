package org.trunkpilot.practice.ami;

import java.util.SplittableRandom;
import org.trunkpilot.practice.world.World;

/** Actions about the session itself. */
final class SessionActions {
    private SessionActions() {}

    static void addTo(Actions actions, World world) {
        var random = new SplittableRandom(world.site().seed());
        actions.add("Login", "Login Manager.", AmiDialogue::login);
        actions.add("Challenge", "Generate Challenge for MD5 Auth.", (session, request, reply) -> {
            if (!request.get("AuthType").equalsIgnoreCase("MD5")) {
                reply.error("Must specify AuthType");
                return;
            }
            var challenge = Long.toString(100_000_000 + random.nextLong(900_000_000));
            session.challenge(challenge);
            reply.send(reply.begin("Response", "Success").with("Challenge", challenge));
        });
        actions.add("Logoff", "Logoff Manager.", (session, request, reply) -> {
            reply.send(reply.begin("Response", "Goodbye").with("Message", "Thanks for all the fish."));
            session.hangUp();
        });
        actions.add(
                "Ping",
                "Keepalive command.",
                (session, request, reply) -> reply.send(reply.begin("Response", "Success")
                        .with("Ping", "Pong")
                        .with("Timestamp", AmiEvents.seconds(world.now()))));
        actions.add("Events", "Control Event Flow.", (session, request, reply) -> {
            boolean any = session.mask(request.get("EventMask"));
            reply.send(reply.begin("Response", "Success").with("Events", any ? "On" : "Off"));
        });
        actions.add(
                "Filter",
                "Dynamically add filters for the current manager session.",
                SessionActions::filter,
                EventClass.SYSTEM);
        actions.add("ListCommands", "List available manager commands.", (session, request, reply) -> {
            var list = reply.begin("Response", "Success");
            session.actions().all().forEach(action -> list.with(action.name(), action.words()));
            reply.send(list);
        });
    }

    private static void filter(AmiDialogue session, Request request, Reply reply) {
        if (!request.get("Operation").equalsIgnoreCase("Add")) {
            reply.error("Unknown operation");
            return;
        }
        session.filters()
                .add(request.get("MatchCriteria"), request.get("Filter"))
                .ifPresentOrElse(reply::error, () -> reply.success("Success"));
    }
}
