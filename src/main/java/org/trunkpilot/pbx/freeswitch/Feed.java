package org.trunkpilot.pbx.freeswitch;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import link.thingscloud.freeswitch.esl.transport.event.EslEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.trunkpilot.pbx.CalleeKey;
import org.trunkpilot.pbx.SignalQueue;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.LinkRestored;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.PbxId;

/** The one way into the queue: the translator of a PBX, its signals, and those of the link itself, in their order. */
final class Feed {
    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

    /** What may come between the login and the answer to its first question. */
    private static final int MOST_HELD = 5_000;

    private final PbxId pbx;
    private final SignalQueue queue = new SignalQueue();
    private final EslTranslator translator;
    private final Consumer<PbxSignal> witness;
    private final List<PbxSignal> held = new ArrayList<>();
    private boolean holding;
    private long failed;
    private long gapsRetold;

    /**
     * @param life told, in the middle of hearing, of each answer that a far end gave the PBX
     * @param witness told of each signal before it is queued; must not wait
     */
    Feed(Inventory inventory, CalleeKey calleeKey, GatewayTranslator.SignOfLife life, Consumer<PbxSignal> witness) {
        this.pbx = inventory.pbx();
        this.translator = new EslTranslator(inventory, calleeKey, this::emit, life);
        this.witness = witness;
    }

    /** A new link is being made: what is heard on it waits until {@link #restored}, so that nothing precedes that. */
    synchronized void begin() {
        translator.linkLost();
        held.clear();
        holding = true;
    }

    synchronized void heard(EslEvent event, Instant at) {
        try {
            translator.take(event, at);
        } catch (RuntimeException e) {
            failed++;
            if (failed == 1) {
                LOG.error("pbx={} an ESL event could not be understood; further ones are only counted", pbx, e);
            }
        }
    }

    /** @param core which process of the PBX answers, where it told: another than before means a restart */
    synchronized void restored(Instant at, String version, Optional<Instant> runningSince, String core) {
        holding = false;
        queue.add(new LinkRestored(at, version, runningSince));
        translator.learnCore(core, at);
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

    /** For what no event tells. */
    synchronized void teach(Consumer<EslTranslator> lesson) {
        lesson.accept(translator);
    }

    /**
     * Every channel of the PBX as a complete list has them: calls whose end we did not hear are ended, and what was lost on the
     * way to the control thread is told again.
     */
    synchronized void callsListed(Set<String> uuids, Instant at) {
        long before = translator.endsUnheard();
        translator.callsListed(uuids, at);
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

    /** Whether a list of channels tells nothing new of this one. */
    synchronized boolean knows(String uuid, boolean up, Instant at) {
        return translator.knows(uuid, up, at);
    }

    /** Whether the last list of channels said of a call what its events have not: it is gone, or answered. */
    synchronized boolean callsUnsettled() {
        return translator.callsUnsettled();
    }

    /** What was dropped here, media reports left out, and what could not be understood: any of it may have been a call's. */
    synchronized long gaps() {
        return queue.gaps() + failed;
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

    private void emit(PbxSignal signal) {
        witness.accept(signal);
        if (!holding) {
            queue.add(signal);
        } else if (held.size() < MOST_HELD) {
            held.add(signal);
        } else {
            queue.drop(signal);
        }
    }
}
