package org.trunkpilot.control;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.trunkpilot.health.MinuteRollup;
import org.trunkpilot.override.Order;
import org.trunkpilot.pbx.LinkStatus;
import org.trunkpilot.pbx.PbxConnection;
import org.trunkpilot.routing.Judgement;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.routing.PbxState;
import org.trunkpilot.routing.RouteController;
import org.trunkpilot.routing.RowKeeper;
import org.trunkpilot.signal.LinkLost;
import org.trunkpilot.signal.PbxReloaded;
import org.trunkpilot.signal.PbxRestarted;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.SnapshotTaken;
import org.trunkpilot.timeline.Entry;
import org.trunkpilot.timeline.Timeline;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.Route;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.TrunkId;

/**
 * The one thread of one PBX: drain what was heard, fold it, decide, act, record, show. Everything the core knows is touched
 * here and nowhere else; other threads leave messages and read the last {@link PbxView}.
 */
final class ControlLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlLoop.class);

    /** Ten judgements a second: what is fast about us is limited by probes, not by this. */
    static final Duration TICK = Duration.ofMillis(100);

    /** Signals taken in one tick: a flood is worked off without keeping the PBX waiting for a decision. */
    private static final int MOST_SIGNALS = 5_000;

    private static final Duration REMEMBER_EVERY = Duration.ofSeconds(30);

    private final ControlledPbx pbx;
    private final PbxConnection connection;
    private final RouteController core;
    private final MinuteRollup minutes;
    private final Timeline timeline;
    private final Scribe scribe;
    private final InstantSource clock;
    private final Consumer<PbxView> published;
    private final Map<RouteId, RowUpkeep> rows = new LinkedHashMap<>();
    private final ConcurrentLinkedQueue<Runnable> messages = new ConcurrentLinkedQueue<>();
    private final AtomicLong failedTicks = new AtomicLong();
    private final Thread thread;

    private Mode mode;
    private String modeReason;
    private String remembered = "";
    private Instant nextRemember = Instant.MIN;
    private volatile boolean open = true;
    private volatile PbxView view;
}
