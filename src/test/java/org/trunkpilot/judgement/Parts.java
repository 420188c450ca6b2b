package org.trunkpilot.judgement;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The things of a {@link Plant} that can break, each with the ways in which it can. Well until somebody breaks it. */
final class Parts {
    private Parts() {}

    /** A WAN link. */
    static final class Line {
        boolean cut;
        /** Share of packets lost towards us and away from us. */
        double lossIn;

        double lossOut;
        /** More delay than usual, one way. */
        Duration delay = Duration.ZERO;

        double jitterMillis;
        /** A firewall rule that lets signalling through and RTP, RTCP not. */
        boolean audioBlocked;
    }

    /** A carrier: an SBC for signalling, a gateway for audio, a table of routes, a customer base. */
    static final class Provider {
        boolean dead;
        /** Share of calls failed, and with what. */
        double fails;

        int failCode = 503;
        double audioLossToUs;
        double audioLossFromUs;
        boolean muteToUs;
        boolean muteFromUs;
        /** Of all packets, both ways. */
        double edgeLoss;

        Duration ringsLater = Duration.ZERO;
        double fakeBusy;
        /** What it says of every number, without looking: its table of numbers is empty, or our calls fall into the wrong one. */
        int knowsNobody;

        Optional<String> lostPrefix = Optional.empty();
        int lostPrefixCode = 503;
        /** Calls at once that were bought. */
        int channels = Integer.MAX_VALUE;

        boolean accountBarred;
        int barredCode = 403;
        final Set<String> barredPhones = new HashSet<>();
        int codecCode;
        final Set<String> codecPhones = new HashSet<>();
    }

    /** A switch in the house. */
    static final class HouseSwitch {
        boolean dead;
        double lossFromPhones;
        double lossToPhones;
    }

    /** The PBX's own host. */
    static final class Host {
        boolean up = true;
        /** Share of packets lost at its network port, each way. */
        double portLoss;
        /** 0 is idle, 1 is drowning: how late it does everything. */
        double overload;
    }

    /** The people and networks called. */
    static final class World {
        final Map<String, Integer> deadNumbers = new HashMap<>();
        final Map<String, Integer> deadPrefixes = new HashMap<>();
    }
}
