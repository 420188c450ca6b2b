package org.trunkpilot.health;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.health.HealthPolicy.Loss;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.LinkLost;
import org.trunkpilot.signal.MediaReport;
import org.trunkpilot.signal.MediaReport.Direction;
import org.trunkpilot.signal.MediaReport.Reception;
import org.trunkpilot.signal.PbxRestarted;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.PhoneReport;
import org.trunkpilot.signal.Seizure;
import org.trunkpilot.trunk.TrunkId;

/**
 * Are packets lost between the phones and the PBX, in our own house?
 *
 * <p>Gaps in the sequence pass through the PBX (measured in {@code wire/ami/asterisk-22/call-loss-10-provider-echoes}), so each half of
 * a call is missed in the half behind it, too:
 *
 * <pre>
 *   away from us   phone ──▶ PBX ──▶ carrier    what the carrier misses = lost in the house + lost on the trunk
 *   towards us     carrier ──▶ PBX ──▶ phone    what the phone misses   = lost on the trunk + lost in the house
 * </pre>
 *
 * What is behind is therefore counted only as far as it exceeds what came in. The excess goes through the CUSUM of {@link LossCusum}:
 * of each phone (one switch of three would be lost in a sum over all), and of each trunk for what it loses itself. A trunk whose carrier misses packets, and which
 * loses none itself, is not to blame.
 */
public final class PhoneLegs {
    private static final int MOST_CALLS = 4_000;
    private static final int MOST_PHONES = 2_000;

    /** Reports of the two halves do not cover the same five seconds, so what came in may have been this much more. */
    private static final double MARGIN = 1.3;

    private static final double MARGIN_SHARE = 0.01;

    /** Forty seconds of one phone; fewer packets say nothing about it. */
    private static final long LEAST_PACKETS = 2_000;

    private static final Duration REMEMBERED = Duration.ofMinutes(15);

    private final Loss policy;
    private final Map<CallId, Call> calls = new LinkedHashMap<>();
    private final Map<String, Phone> phones = new LinkedHashMap<>(64, 0.75f, true);
    private final Map<TrunkId, Cusum> ownLoss = new HashMap<>();

    /** The last two intervals of what comes into the PBX, and who calls. */
    private static final class Call {
        final @Nullable String phone;
        double fromPhone;
        double fromPhoneBefore;
        double fromCarrier;
        double fromCarrierBefore;
        boolean phoneTells;

        Call(@Nullable String phone) {
            this.phone = phone;
        }
    }

    private static final class Phone {
        final Cusum cusum;
        long expected;
        double lost;
        Instant last = Instant.MIN;

        Phone(double cap) {
            cusum = new Cusum(cap);
        }
    }

    /**
     * Packets are lost in the house.
     *
     * @param bad the phones that lose
     * @param seen how many phones have been heard of lately, those included
     */
    public record Trouble(Instant since, List<String> bad, int seen, double lossPercent) {
        /** Whether hardly a phone is spared: then it is what all have in common. */
        public boolean everywhere() {
            return seen >= 4 && bad.size() >= 0.85 * seen;
        }
    }

    public PhoneLegs(Loss policy) {
        this.policy = policy;
    }

    /** Takes any signal; what concerns no audio is left. */
    public void accept(PbxSignal signal) {
        if (signal instanceof Seizure s) {
            if (calls.size() >= MOST_CALLS) {
                calls.remove(calls.keySet().iterator().next());
            }
            calls.put(s.call(), new Call(s.phone().orElse(null)));
        } else if (signal instanceof CallEnd s) {
            calls.remove(s.call());
        } else if (signal instanceof PhoneReport s) {
            Call call = calls.get(s.call());
            if (call != null) {
                s.reception().ifPresent(r -> ofPhone(call, s.direction(), r, s.at()));
            }
        } else if (signal instanceof MediaReport s) {
            Call call = calls.get(s.call());
            if (call != null) {
                s.reception().ifPresent(r -> ofTrunk(call, s.trunk(), s.direction(), r, s.at()));
            }
        } else if (signal instanceof LinkLost || signal instanceof PbxRestarted) {
            calls.clear();
        }
    }

    private void ofPhone(Call call, Direction direction, Reception r, Instant at) {
        if (r.expectedPackets() == 0) {
            return;
        }
        double before = 0;
        if (direction == Direction.INBOUND) {
            call.fromPhoneBefore = call.fromPhone;
            call.fromPhone = share(r);
            call.phoneTells = true;
        } else {
            before = came(call.fromCarrier, call.fromCarrierBefore);
        }
        if (call.phone != null) {
            count(call.phone, r.expectedPackets(), excess(r, before), at);
        }
    }

    private void ofTrunk(Call call, TrunkId trunk, Direction direction, Reception r, Instant at) {
        if (r.expectedPackets() == 0) {
            return;
        }
        if (direction == Direction.INBOUND) {
            call.fromCarrierBefore = call.fromCarrier;
            call.fromCarrier = share(r);
        } else if (call.phoneTells) {
            double lost = excess(r, came(call.fromPhone, call.fromPhoneBefore));
            ownLoss.computeIfAbsent(trunk, t -> new Cusum(policy.degradeAt() * 1.5))
                    .add(step(lost, r.expectedPackets()), at);
        }
    }

    private void count(String name, int expected, double lost, Instant at) {
        Phone phone = phones.computeIfAbsent(name, n -> new Phone(policy.degradeAt() * 1.5));
        phone.cusum.add(step(lost, expected), at);
        if (phone.expected > 5 * LEAST_PACKETS) {
            phone.expected /= 2;
            phone.lost /= 2;
        }
        phone.expected += expected;
        phone.lost += lost;
        phone.last = at;
        if (phones.size() > MOST_PHONES) {
            phones.remove(phones.keySet().iterator().next());
        }
    }

    private static double came(double last, double before) {
        double most = Math.max(last, before);
        return most == 0 ? 0 : most * MARGIN + MARGIN_SHARE;
    }

    private static double excess(Reception r, double before) {
        return Math.max(0, r.lostPackets() - before * r.expectedPackets());
    }

    private static double share(Reception r) {
        return (double) r.lostPackets() / r.expectedPackets();
    }

    private double step(double lost, int expected) {
        double usual = policy.usualPercent() / 100;
        double bad = policy.badPercent() / 100;
        double step = (lost * Math.log(bad / usual) - expected * (bad - usual)) / policy.overdispersion();
        return Math.min(step, policy.degradeAt() / 2);
    }

    /** What is wrong in the house, if anything is. */
    public Optional<Trouble> trouble(Instant now) {
        var bad = new TreeMap<String, Phone>();
        int seen = 0;
        Instant since = null;
        for (var each : phones.entrySet()) {
            Phone phone = each.getValue();
            if (!now.isBefore(phone.last.plus(REMEMBERED))) {
                continue;
            }
            boolean loses = phone.cusum.sum() >= policy.degradeAt();
            seen += loses || phone.expected >= LEAST_PACKETS ? 1 : 0;
            Instant rising = phone.cusum.risingSince();
            if (loses && rising != null) {
                bad.put(each.getKey(), phone);
                since = since == null || rising.isBefore(since) ? rising : since;
            }
        }
        if (since == null) {
            return Optional.empty();
        }
        double expected = bad.values().stream().mapToLong(p -> p.expected).sum();
        double lost = bad.values().stream().mapToDouble(p -> p.lost).sum();
        return Optional.of(new Trouble(since, List.copyOf(bad.keySet()), seen, 100 * lost / expected));
    }

    /** Whether what the carrier misses of this trunk's calls had been lost before it came to the trunk. */
    public boolean explains(TrunkId trunk) {
        Cusum own = ownLoss.get(trunk);
        return own != null && own.sum() < policy.degradeAt() / 2;
    }
}
