package org.trunkpilot.pbx.asterisk;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.asteriskjava.manager.event.ManagerEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.trunkpilot.pbx.CalleeKey;
import org.trunkpilot.pbx.SignalQueue;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.LinkRestored;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.Reachability;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.TrunkId;

/** The one way into the queue: the translator of a PBX, its signals, and those of the link itself, in their order. */
final class Feed {
    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

    /** What may come between the login and the answer to its first question. */
    private static final int MOST_HELD = 5_000;

    private final PbxId pbx;
    private final SignalQueue queue = new SignalQueue();
    private final AmiTranslator translator;
    private final Consumer<Reachability> reachable;
    private final List<PbxSignal> held = new ArrayList<>();
    private boolean holding;

    /** While an event is taken in that the PBX sends when something has changed, and only then. */
    private boolean unasked;

    private long failed;
    private long gapsRetold;

    /**
     * @param reachable told, in the middle of hearing, of each sign of life that the PBX gives unasked
     * @param askCodec as for {@link CallTranslator}; asked in the middle of hearing, so it must not wait
     */
    Feed(Inventory inventory, CalleeKey calleeKey, Consumer<Reachability> reachable, Predicate<String> askCodec) {
        this.pbx = inventory.pbx();
        this.translator = new AmiTranslator(inventory, calleeKey, this::emit, askCodec);
        this.reachable = reachable;
    }

    /** A new link is being made: what is heard on it waits until {@link #restored}, so that nothing precedes that. */
    synchronized void begin() {
        translator.linkLost();
        held.clear();
        holding = true;
    }

    synchronized void heard(ManagerEvent event, Instant at) {
        unasked = event instanceof AmiStateEvents.ContactStatus || event instanceof AmiStateEvents.PeerStatus;
        try {
            translator.take(event, at);
        } catch (RuntimeException e) {
            failed++;
            if (failed == 1) {
                LOG.error("pbx={} an AMI event could not be understood; further ones are only counted", pbx, e);
            }
        } finally {
            unasked = false;
        }
    }

    synchronized void restored(Instant at, String version) {
        holding = false;
        queue.add(new LinkRestored(at, version, translator.runningSince()));
        held.forEach(queue::add);
        held.clear();
    }

    /** The link is gone, and with it what waited for it to be announced. */
    synchronized void lost(PbxSignal signal) {
        translator.linkLost();
        held.clear();
        holding = false;
        queue.add(signal);
    }

    synchronized void say(PbxSignal signal) {
        emit(signal);
    }

    /**
     * Every channel of the PBX as a complete list has them: calls whose end we did not hear are ended, and what was lost on the
     * way to the control thread is told again.
     */
    synchronized void callsListed(Set<String> uniqueids, Instant at) {
        long before = translator.endsUnheard();
        translator.callsListed(uniqueids, at);
        long unheard = translator.endsUnheard() - before;
        if (unheard > 0) {
            LOG.info("pbx={} calls={} ended without our hearing of it", pbx, unheard);
        }
        long lost = queue.gaps();
        if (lost != gapsRetold) {
            gapsRetold = lost;
            queue.takeOwed()
                    .forEach(end -> emit(new CallEnd(
                            at,
                            end.trunk(),
                            end.call(),
                            CallEnd.By.NOT_TOLD,
                            OptionalInt.empty(),
                            OptionalInt.empty())));
            translator.tellCallsAgain(at);
        }
    }

    /** Whether the last list of channels said of a call what its events have not: it is gone, or answered. */
    synchronized boolean callsUnsettled() {
        return translator.callsUnsettled();
    }

    /** What was dropped here, media reports left out. */
    synchronized long gaps() {
        return queue.gaps();
    }

    /** For what no event tells. */
    synchronized void teach(Consumer<AmiTranslator> lesson) {
        lesson.accept(translator);
    }

    /** What the PBX calls the registration of a trunk, where a list has told. */
    synchronized Optional<String> registrationOf(TrunkId trunk) {
        return translator.registrationOf(trunk);
    }

    int drain(int most, Consumer<PbxSignal> into) {
        return queue.drain(most, into);
    }

    synchronized long dropped() {
        return queue.dropped() + translator.forgotten();
    }

    synchronized long unread() {
        return translator.unread() + failed;
    }

    synchronized Optional<Instant> runningSince() {
        return translator.runningSince();
    }

    private void emit(PbxSignal signal) {
        if (unasked
                && signal instanceof Reachability reachability
                && reachability.state() == Reachability.State.REACHABLE) {
            reachable.accept(reachability);
        }
        if (!holding) {
            queue.add(signal);
        } else if (held.size() < MOST_HELD) {
            held.add(signal);
        } else {
            queue.drop(signal);
        }
    }
}
