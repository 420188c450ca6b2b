package org.trunkpilot.judgement;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.trunkpilot.signal.CallEnd.By;
import org.trunkpilot.signal.MediaReport;
import org.trunkpilot.signal.MediaReport.Direction;
import org.trunkpilot.signal.MediaReport.Reception;
import org.trunkpilot.signal.PhoneReport;

/**
 * Audio of answered calls, and RTCP of it each 5 s: PBX and carrier of the trunk's half, PBX and phone of the phone's half. Gaps pass
 * through the PBX, so what is lost before it is missed behind it, too.
 */
final class Talk {
    private static final Duration RTCP = Duration.ofSeconds(5);
    private static final double PACKETS_PER_SECOND = 50;

    private final Plant plant;

    Talk(Plant plant) {
        this.plant = plant;
    }

    /** One answered call. */
    private final class Call {
        final Calls.Leg leg;
        Instant ownSince;
        Instant theirSince;
        Instant phoneSince;
        boolean unhappy;
        boolean over;

        Call(Calls.Leg leg) {
            this.leg = leg;
            this.ownSince = plant.now();
            this.theirSince = plant.now();
            this.phoneSince = plant.now();
        }
    }

    void begin(Calls.Leg leg) {
        Duration length = plant.exponential(150);
        Duration most = Duration.ofMinutes(20);
        Duration talks = length.compareTo(most) > 0 ? most : length;
        var call = new Call(leg);
        plant.after(talks, () -> hangUp(call, false));
        // Each end has its own beat, within half of RFC 3550's minimum of 5 s.
        plant.after(RTCP.plus(plant.seconds(0, 0.5)), () -> report(call));
    }

    private void hangUp(Call call, boolean byCaller) {
        if (!call.over) {
            call.over = true;
            call.leg.ends(byCaller ? By.CALLER : By.NOT_TOLD, OptionalInt.empty(), false);
        }
    }

    /** What of each stretch of the way was lost in this interval. */
    private record Way(double fromPhone, double toCarrier, double fromCarrier, double toPhone) {}

    private void report(Call call) {
        if (call.over) {
            return;
        }
        Parts.Line line = plant.line(call.leg.trunk);
        Parts.Provider p = plant.provider(call.leg.trunk);
        Parts.HouseSwitch house = plant.switchOf(call.leg.dial.phone());
        boolean pathDown = line.cut || p.dead || line.audioBlocked;
        boolean hearUs = !(line.cut || p.dead) && !p.muteFromUs && !house.dead;
        boolean hearThem = !pathDown && !p.muteToUs;
        double port = plant.host.portLoss;
        var way = new Way(
                share(Plant.lost(house.lossFromPhones, port)),
                share(Plant.lost(port, line.lossOut, p.edgeLoss, p.audioLossFromUs)),
                share(Plant.lost(call.leg.dial.calleeLoss(), p.audioLossToUs, p.edgeLoss, line.lossIn, port)),
                share(Plant.lost(port, house.lossToPhones)));
        ofPbx(call, way, hearThem, !house.dead);
        if (!pathDown && !house.dead) {
            ofCarrier(call, way, hearUs);
        }
        if (!house.dead) {
            ofPhone(call, way, hearThem);
        }
        boolean bad = !hearThem || !hearUs || way.fromCarrier() > 0.2 || way.toCarrier() > 0.2;
        if (bad && !call.unhappy) {
            call.unhappy = true;
            plant.after(plant.seconds(5, 25), () -> hangUp(call, plant.dice.nextBoolean()));
        }
        plant.after(RTCP.plus(plant.seconds(-0.2, 0.2)), () -> report(call));
    }

    /** What the PBX hears of the carrier and of the phone. It says so to itself: nothing of that is lost. */
    private void ofPbx(Call call, Way way, boolean hearThem, boolean phoneLives) {
        long expected = expected(call.ownSince);
        OptionalLong sent = OptionalLong.of(phoneLives ? expected : 0);
        plant.tell(new MediaReport(
                plant.now(),
                call.leg.trunk.id(),
                call.leg.call,
                Direction.INBOUND,
                hearThem ? Optional.of(reception(call, expected, way.fromCarrier())) : Optional.empty(),
                sent,
                Optional.empty()));
        plant.tell(new PhoneReport(
                plant.now(),
                call.leg.trunk.id(),
                call.leg.call,
                Direction.INBOUND,
                phoneLives ? Optional.of(reception(call, expected, way.fromPhone())) : Optional.empty(),
                OptionalLong.of(hearThem ? expected : 0)));
        call.ownSince = plant.now();
    }

    private void ofCarrier(Call call, Way way, boolean hearUs) {
        Parts.Line line = plant.line(call.leg.trunk);
        double lost = Plant.lost(line.lossIn, plant.host.portLoss, plant.provider(call.leg.trunk).edgeLoss);
        if (plant.dice.nextDouble() < lost) {
            return;
        }
        long expected = expected(call.theirSince);
        plant.tell(new MediaReport(
                plant.now(),
                call.leg.trunk.id(),
                call.leg.call,
                Direction.OUTBOUND,
                hearUs
                        ? Optional.of(reception(call, expected, Plant.lost(way.fromPhone(), way.toCarrier())))
                        : Optional.empty(),
                OptionalLong.of(expected),
                Optional.of(plant.roundTrip(call.leg.trunk))));
        call.theirSince = plant.now();
    }

    private void ofPhone(Call call, Way way, boolean hearThem) {
        Parts.HouseSwitch house = plant.switchOf(call.leg.dial.phone());
        if (plant.dice.nextDouble() < Plant.lost(house.lossFromPhones, plant.host.portLoss)) {
            return;
        }
        long expected = expected(call.phoneSince);
        plant.tell(new PhoneReport(
                plant.now(),
                call.leg.trunk.id(),
                call.leg.call,
                Direction.OUTBOUND,
                hearThem
                        ? Optional.of(reception(call, expected, Plant.lost(way.fromCarrier(), way.toPhone())))
                        : Optional.empty(),
                OptionalLong.of(expected)));
        call.phoneSince = plant.now();
    }

    private long expected(Instant since) {
        return Math.round(Duration.between(since, plant.now()).toMillis() / 1000.0 * PACKETS_PER_SECOND);
    }

    private Reception reception(Call call, long expected, double lost) {
        double jitter = 0.5 + 3 * plant.dice.nextDouble() + plant.line(call.leg.trunk).jitterMillis;
        return new Reception((int) expected, (int) Math.min(expected, Math.round(expected * lost)), jitter);
    }

    /** Loss comes in bursts: half as much in one interval, twice as much in the next, often none. */
    private double share(double mean) {
        if (mean == 0) {
            return plant.dice.nextInt(200) == 0 ? 0.004 : 0;
        }
        double packets = RTCP.toSeconds() * PACKETS_PER_SECOND * mean * Math.exp(0.5 * plant.normal() - 0.125);
        double counted = packets + Math.sqrt(packets) * plant.normal();
        return Math.max(0, Math.min(1, counted / (RTCP.toSeconds() * PACKETS_PER_SECOND)));
    }
}
