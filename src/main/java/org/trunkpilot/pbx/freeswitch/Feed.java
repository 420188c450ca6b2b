package org.trunkpilot.pbx.freeswitch;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import link.thingscloud.freeswitch.esl.transport.event.EslEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.trunkpilot.pbx.CalleeKey;
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
    private long overheld;

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

    int drain(int most, Consumer<PbxSignal> into) {
        return queue.drain(most, into);
    }

    synchronized long dropped() {
        return queue.dropped() + translator.forgotten() + overheld;
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
            overheld++;
        }
    }
}
