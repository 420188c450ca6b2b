package org.trunkpilot.practice.world;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.trunkpilot.trunk.EmergencyRoute;
import org.trunkpilot.trunk.Route;
import org.trunkpilot.trunk.TrunkId;

/** One call from a desk of the site: it goes through the dialplan, which tries trunks until one of them settles it. */
public final class Call {
    /** From the caller's INVITE to the first Dial: the steps of the dialplan, as measured 7 to 10 ms. */
    private static final Duration STEPS = Duration.ofMillis(8);

    /** What Dial takes to find that a trunk is unreachable. */
    private static final Duration NO_CHANNEL = Duration.ofMillis(3);

    /** No route to destination, Q.850: an endpoint without a reachable contact. */
    private static final int NO_ROUTE = 3;

    private final World world;
    private final Route route;
    private final Callee callee;
    private final Channel caller;
    private final Deque<TrunkId> order = new ArrayDeque<>();
    private final StringBuilder tried = new StringBuilder();
    private String epoch = "static";
    private Optional<Leg> leg = Optional.empty();
    private boolean over;

    Call(World world, Route route, Callee callee, Channel caller) {
        this.world = world;
        this.route = route;
        this.callee = callee;
        this.caller = caller;
    }

    public Channel caller() {
        return caller;
    }

    /** The leg being tried or talked on. */
    public Optional<Channel> leg() {
        return leg.map(Leg::channel);
    }

    Optional<Leg> attempt() {
        return leg;
    }

    void begin() {
        world.witness().callerArrived(caller);
        world.agenda().in(STEPS, this::dial);
        if (callee.does() instanceof Callee.LetsItRing rings) {
            world.agenda().in(rings.patience(), this::cancel);
        }
    }

    private void dial() {
        if (!Dialplan.mayDial(callee.number()) && !(route instanceof EmergencyRoute)) {
            say(
                    "TrunkRefused",
                    Map.of("Length", Integer.toString(callee.number().length())));
            end(28);
            return;
        }
        var chosen = world.dialplan().order(route, world.agenda().now());
        epoch = chosen.epoch();
        order.addAll(chosen.trunks());
        // The emergency part says nothing before its last trunk has failed: an application that is missing ends a call.
        if (!(route instanceof EmergencyRoute)) {
            say("TrunkRouted", Map.of("Epoch", epoch));
        }
        tryNext();
    }

    private void tryNext() {
        leg = Optional.empty();
        var trunk = order.poll();
        if (trunk == null) {
            if (route instanceof EmergencyRoute) {
                say("TrunksFailed", Map.of("Tried", tried.toString()));
            }
            end(34);
            return;
        }
        var gateway = world.gateway(trunk);
        var limit = gateway.trunk().channels();
        if (limit.isPresent() && world.legsOn(gateway) >= limit.getAsInt() && !(route instanceof EmergencyRoute)) {
            Map<String, String> fields = new LinkedHashMap<>();
            fields.put("Epoch", epoch);
            fields.put("Trunk", trunk.name());
            fields.put("Limit", Integer.toString(limit.getAsInt()));
            say("TrunkFull", fields);
            tryNext();
            return;
        }
        var limits = route instanceof EmergencyRoute ? Leg.Limits.EMERGENCY : Leg.Limits.STEERED;
        caller.moves(new Channel.Place("trunkpilot", "s", 21));
        caller.runs(
                "Dial", "PJSIP/" + callee.number() + "@" + gateway.trunk().endpoint() + "," + limits.words() + ",gi");
        if (!world.usable(trunk)) {
            world.agenda()
                    .in(
                            NO_CHANNEL,
                            () -> ended(
                                    trunk,
                                    new Attempt(trunk.name(), DialStatus.CHANUNAVAIL, NO_ROUTE, "", Optional.empty())));
            return;
        }
        var next = new Leg(world, gateway, caller, callee, attempt -> ended(trunk, attempt));
        leg = Optional.of(next);
        next.begin(limits);
    }

    private void ended(TrunkId trunk, Attempt attempt) {
        if (over) {
            return;
        }
        if (attempt.status() == DialStatus.ANSWER) {
            if (callee.does() instanceof Callee.Answers answers) {
                world.agenda().in(answers.talks(), this::hangUp);
            }
            return;
        }
        boolean emergency = route instanceof EmergencyRoute;
        if (emergency) {
            tried.append(trunk)
                    .append('/')
                    .append(attempt.status())
                    .append('/')
                    .append(attempt.cause())
                    .append(' ');
        } else {
            say("TrunkAttempt", fields(trunk, attempt));
        }
        if (attempt.stops() && !emergency) {
            end(attempt.cause() > 0 ? attempt.cause() : 19);
        } else {
            tryNext();
        }
    }

    private Map<String, String> fields(TrunkId trunk, Attempt attempt) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("Epoch", epoch);
        fields.put("Trunk", trunk.name());
        fields.put("DialStatus", attempt.status().name());
        fields.put("HangupCause", Integer.toString(attempt.cause()));
        fields.put("Sip", attempt.sip());
        fields.put(
                "RingMs", attempt.rang().map(d -> Long.toString(d.toMillis())).orElse(""));
        fields.put("ProgressMs", "");
        return fields;
    }

    private void say(String what, Map<String, String> fields) {
        Map<String, String> withRoute = new LinkedHashMap<>();
        withRoute.put("Route", route.id().name());
        withRoute.putAll(fields);
        caller.moves(new Channel.Place("trunkpilot", "s", 23));
        world.witness().dialplanSays(caller, what, withRoute);
    }

    /** The caller hangs up an answered call. */
    void hangUp() {
        if (!over) {
            over = true;
            leg.ifPresent(Leg::hangUp);
            world.gone(this);
        }
    }

    /** The caller gives up before an answer: the dialplan ends with him. */
    private void cancel() {
        if (!over) {
            over = true;
            leg.ifPresent(attempt -> attempt.abandon(DialStatus.CANCEL));
            world.witness().callerLeft(caller, 127);
            world.gone(this);
        }
    }

    private void end(int cause) {
        over = true;
        leg = Optional.empty();
        world.witness().callerLeft(caller, cause);
        world.gone(this);
    }
}
