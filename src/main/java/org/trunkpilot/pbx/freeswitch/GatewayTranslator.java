package org.trunkpilot.pbx.freeswitch;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.Reachability;
import org.trunkpilot.signal.Registration;
import org.trunkpilot.trunk.TrunkId;

/**
 * How gateways stand: the part of {@link EslTranslator} that knows registrations and pings.
 *
 * <p>{@code State} is the registration. {@code Ping-Status}, despite its name, is whether FreeSWITCH sends calls there at all: it
 * becomes DOWN by a ping that failed and by a registration that failed alike. Only the first is silence of the far end, and only
 * the first is told as UNREACHABLE; so is a registration that nobody answered (408). A refresh passes through UNREGED, TRYING and
 * REGISTER with Ping-Status UP: that is TRYING, and no fault.
 */
final class GatewayTranslator {
    private static final int NO_ANSWER = 408;
    private static final int UNAVAILABLE = 503;

    /** A gateway that is new or unregistered is DOWN, too, until it has registered: nobody was asked yet. */
    private static final Set<String> JUDGED = Set.of("FAILED", "FAIL_WAIT", "TIMEOUT", "REGED", "NOREG");

    private final TrunkNames names;
    private final Consumer<PbxSignal> into;
    private final EslTally tally;
    private final SignOfLife life;
    private final Map<TrunkId, Gateway> gateways = new HashMap<>();

    /** Told when a far end answered something of the PBX's. */
    interface SignOfLife {
        void answered(TrunkId trunk, Instant at);
    }

    /** What was told of one gateway last. */
    private static final class Gateway {
        Registration.@Nullable State registration;
        Reachability.@Nullable State reachability;

        /** FreeSWITCH sends no calls there. */
        boolean unusable;

        /** The last REGISTER got an answer, if not the one that was wanted. */
        boolean refused;

        /** As of the last poll. */
        @Nullable GatewayStatus polled;
    }

    GatewayTranslator(TrunkNames names, Consumer<PbxSignal> into, EslTally tally, SignOfLife life) {
        this.names = names;
        this.into = into;
        this.tally = tally;
        this.life = life;
    }

    void forget() {
        gateways.clear();
    }

    /** Gateways that FreeSWITCH refuses calls for at present. */
    Set<TrunkId> unusable() {
        Set<TrunkId> unusable = new HashSet<>();
        gateways.forEach((trunk, gateway) -> {
            if (gateway.unusable) {
                unusable.add(trunk);
            }
        });
        return unusable;
    }

    /** {@code sofia::gateway_state}. */
    void changed(Fields event, Instant at) {
        Optional<TrunkId> trunk = names.ofGateway(event.text("Gateway"));
        if (trunk.isEmpty() || tally.stopping) {
            tally.ignored++;
            return;
        }
        String state = event.text("State");
        OptionalInt status = event.number("Status", 100, 699);
        boolean answered = status.isPresent() && status.getAsInt() != NO_ANSWER && status.getAsInt() != UNAVAILABLE;
        Gateway gateway = gateways.computeIfAbsent(trunk.get(), id -> new Gateway());
        if (state.equals("FAILED")) {
            gateway.refused = status.isPresent() && status.getAsInt() != NO_ANSWER;
        } else if (state.equals("REGED")) {
            gateway.refused = false;
        }
        // The answer to a REGISTER is in; REGED follows within a second.
        boolean accepted = state.equals("REGISTER") && status.isPresent() && status.getAsInt() == 200;
        if (!accepted) {
            registration(trunk.get(), gateway, state, true, at);
        }
        usable(trunk.get(), gateway, event.text("Ping-Status"), JUDGED.contains(state), at);
        if (answered) {
            life.answered(trunk.get(), at);
            if (state.equals("NOREG")) {
                // ping-monitoring: one event a ping.
                reachability(trunk.get(), gateway, Reachability.State.REACHABLE, Optional.empty(), at);
            }
        }
    }

    /** What a poll brought. */
    void polled(TrunkId trunk, GatewayStatus status, Instant at) {
        if (tally.stopping) {
            return;
        }
        Gateway gateway = gateways.computeIfAbsent(trunk, id -> new Gateway());
        GatewayStatus before = gateway.polled;
        gateway.polled = status;
        registration(trunk, gateway, status.state(), false, at);
        gateway.unusable = !status.up();
        boolean pinged = status.pingSeconds() > 0;
        boolean registered = status.state().equals("REGED") || status.state().equals("NOREG");
        if (!status.up()) {
            // While it is not registered, why it is down is not told here: only the event does that.
            if (registered && gateway.reachability != Reachability.State.UNREACHABLE) {
                reachability(trunk, gateway, Reachability.State.UNREACHABLE, Optional.empty(), at);
            }
        } else if (!pinged) {
            if (gateway.reachability != Reachability.State.UNMONITORED) {
                reachability(trunk, gateway, Reachability.State.UNMONITORED, Optional.empty(), at);
            }
        } else if (before == null ? answersByNow(status) : status.answeredSince(before)) {
            reachability(trunk, gateway, Reachability.State.REACHABLE, status.roundTrip(), at);
        }
    }

    /** Of a gateway that was never polled: its last answer may be of an hour ago where one ping is out, or has failed. */
    private static boolean answersByNow(GatewayStatus status) {
        return status.pinged() && !status.pinging() && status.lastAnswered();
    }

    /** The PBX has no such gateway: deleted, or never configured. */
    void missing(TrunkId trunk, Instant at) {
        Gateway gateway = gateways.computeIfAbsent(trunk, id -> new Gateway());
        gateway.unusable = true;
        gateway.polled = null;
        if (gateway.registration != Registration.State.STOPPED && !tally.stopping) {
            gateway.registration = Registration.State.STOPPED;
            into.accept(new Registration(at, trunk, Registration.State.STOPPED));
        }
    }

    /** {@code sofia::gateway_delete}: {@code killgw}, or its profile went away. Calls that are up go on. */
    void deleted(Fields event, Instant at) {
        names.ofGateway(event.text("Gateway")).ifPresentOrElse(trunk -> missing(trunk, at), () -> tally.ignored++);
    }

    /** @param heard whether the PBX says it because something happened, and not because we asked */
    private void registration(TrunkId trunk, Gateway gateway, String word, boolean heard, Instant at) {
        Optional<Registration.State> state = state(word);
        if (state.isEmpty()) {
            tally.unread++;
            return;
        }
        // Repeated at each refresh, as an old one is stale: that is the carrier's word, and a poll is only the PBX's.
        boolean refreshed = heard && state.get() == Registration.State.REGISTERED;
        if (state.get() == gateway.registration && !refreshed) {
            return;
        }
        gateway.registration = state.get();
        into.accept(new Registration(at, trunk, state.get()));
    }

    /** Empty for a word that is no state of a gateway. */
    static Optional<Registration.State> state(String word) {
        return switch (word) {
            case "REGED" -> Optional.of(Registration.State.REGISTERED);
            case "NOREG" -> Optional.of(Registration.State.NOT_USED);
            case "UNREGED", "TRYING", "REGISTER", "EXPIRED" -> Optional.of(Registration.State.TRYING);
            case "FAILED", "FAIL_WAIT", "TIMEOUT" -> Optional.of(Registration.State.REJECTED);
            case "UNREGISTER" -> Optional.of(Registration.State.UNREGISTERED);
            // Somebody unregistered it: it stays so until somebody registers it again.
            case "DOWN" -> Optional.of(Registration.State.STOPPED);
            default -> Optional.empty();
        };
    }

    /** @param judged whether the state says that something was tried, and not that it will be */
    private void usable(TrunkId trunk, Gateway gateway, String pingStatus, boolean judged, Instant at) {
        if (pingStatus.equals("UP")) {
            boolean wasDown = gateway.unusable || gateway.reachability == Reachability.State.UNREACHABLE;
            gateway.unusable = false;
            if (wasDown) {
                reachability(trunk, gateway, Reachability.State.REACHABLE, Optional.empty(), at);
            }
        } else if (pingStatus.equals("DOWN")) {
            gateway.unusable = true;
            boolean silent = judged && !gateway.refused;
            if (silent && gateway.reachability != Reachability.State.UNREACHABLE) {
                reachability(trunk, gateway, Reachability.State.UNREACHABLE, Optional.empty(), at);
            }
        }
    }

    private void reachability(
            TrunkId trunk, Gateway gateway, Reachability.State state, Optional<Duration> roundTrip, Instant at) {
        gateway.reachability = state;
        into.accept(new Reachability(at, trunk, state, roundTrip));
    }
}
