package org.trunkpilot.pbx;

import java.util.function.Consumer;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.trunk.TrunkId;

/**
 * The one port to a PBX: its feed of signals, its probe, its route actuator.
 *
 * <p>Signals are stamped once and wait in a bounded queue; when it is full the newest media reports are dropped first, and
 * every drop is counted. Link loss, also of a half-open link, is a {@code LinkLost} signal within 10 s; reconnecting, with
 * jittered back-off, and the snapshot after it are the adapter's affair.
 */
public interface PbxConnection extends AutoCloseable {
    /** Starts to connect and returns at once; whatever comes of it arrives as signals. */
    void open();

    /** Hands over the waiting signals, oldest first, {@code most} at most; returns how many. Never blocks. */
    int drain(int most, Consumer<PbxSignal> into);

    /**
     * Makes the PBX send an OPTIONS to the trunk's far end now. Never blocks; several may be under way for one trunk. The
     * feed tells {@code ProbeSent} when it went out and {@code ProbeAnswered} when it was answered; nothing when it was not.
     */
    void probe(TrunkId trunk);

    /**
     * Makes the PBX send a REGISTER for the trunk now, and go on trying as after its own start. Never blocks. What comes of it at the
     * carrier arrives as a {@code Registration}.
     *
     * @param told whether the PBX took it, once, within 5 s, on any thread
     */
    default void register(TrunkId trunk, Consumer<RouteActuator.Outcome> told) {
        told.accept(new RouteActuator.Outcome.Refused(
                "Trunkpilot cannot make this kind of PBX register " + trunk + "; it has to be done by hand"));
    }

    RouteActuator actuator();

    LinkStatus status();

    /** Ends the link and its threads, within 5 s. */
    @Override
    void close();
}
