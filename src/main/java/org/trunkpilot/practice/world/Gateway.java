package org.trunkpilot.practice.world;

import java.time.Duration;
import java.util.SplittableRandom;
import org.trunkpilot.trunk.Trunk;

/** A trunk with what lies behind it in this world: the way there, the far host, our account there. */
public final class Gateway {
    private final Trunk trunk;
    private final Carrier carrier;
    private final Uplink uplink;
    private final String host;
    private final SplittableRandom random;

    Gateway(Trunk trunk, Carrier carrier, Uplink uplink, String host, SplittableRandom random) {
        this.trunk = trunk;
        this.carrier = carrier;
        this.uplink = uplink;
        this.host = host;
        this.random = random;
    }

    public Trunk trunk() {
        return trunk;
    }

    public Carrier carrier() {
        return carrier;
    }

    /** The carrier's address, out of the ranges that RFC 5737 keeps for documentation. */
    public String host() {
        return host;
    }

    public String account() {
        return "acct-" + trunk.endpoint();
    }

    /** Whether a packet handed to the network now would get there, or one from there would get here. */
    boolean passes() {
        return uplink.up() && !carrier.conditions().silent();
    }

    /** One way, with the little that no two packets have in common. */
    Duration delay() {
        return Duration.ofNanos(carrier.oneWayMillis() * 1_000_000L + random.nextLong(50_000, 900_000));
    }
}
