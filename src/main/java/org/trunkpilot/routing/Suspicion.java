package org.trunkpilot.routing;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.trunkpilot.health.Attribution;
import org.trunkpilot.health.Belief;
import org.trunkpilot.health.Finding;
import org.trunkpilot.health.PhoneLegs;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.routing.PathWatch.State;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/**
 * The rules by which one finding about one trunk is laid at somebody's door, at one moment.
 *
 * <p>They all ask the same question: who else would have to suffer if it were this one's fault, and does he?
 *
 * <ul>
 *   <li>The uplink: every carrier on it, its reference host, its OPTIONS as much as its audio.
 *   <li>The PBX: every uplink; and the phones' halves of the calls, too.
 *   <li>The house: the phones' halves, and of the trunks only what passes through.
 *   <li>The carrier: nobody else.
 * </ul>
 *
 * A witness who was not asked, or has no calls to tell of, is none. Where there is none the carrier or its path is only the likeliest.
 */
final class Suspicion {
    /** A report tells of the 5 s before it, and a fault is noticed some reports late. */
    private static final Duration EARLIER = Duration.ofSeconds(20);

    private static final Set<Finding.Kind> OUTWARDS =
            EnumSet.of(Finding.Kind.LOSS_OUTBOUND, Finding.Kind.POOR_OUTBOUND, Finding.Kind.MORE_JITTER_OUTBOUND);

    /**
     * Audio both ways so long after a fault began is no leftover from before; and one call that loses 5 % has had the three reports that
     * make a first sign of it, see {@code LossCusum}.
     */
    private static final Duration LATER = Duration.ofSeconds(15);

    /** What two trunks suffer by the same cause begins at one time; with few calls it is seen minutes apart. */
    private static final Duration TOGETHER = Duration.ofMinutes(10);

    /** A trunk that was just probed and is silent as well is known to be so by then: see the time-out of an OPTIONS. */
    private static final Duration PENDING = Duration.ofSeconds(10);

    private final Instant now;
    private final Inventory inventory;
    private final Map<TrunkId, Belief> beliefs;
    private final CommonCause common;
    private final PathWatch paths;
    private final PhoneLegs phones;
    private final Outcomes outcomes;
    private final Optional<PhoneLegs.Trouble> inTheHouse;

    Suspicion(
            Instant now,
            Inventory inventory,
            Map<TrunkId, Belief> beliefs,
            CommonCause common,
            PathWatch paths,
            PhoneLegs phones,
            Outcomes outcomes) {
        this.now = now;
        this.outcomes = outcomes;
        this.inventory = inventory;
        this.beliefs = beliefs;
        this.common = common;
        this.paths = paths;
        this.phones = phones;
        this.inTheHouse = phones.trouble(now);
    }

    /** Who is to blame for a finding. */
    Culprit of(Trunk trunk, Finding finding) {
        if (finding.kind() != Finding.Kind.UNREACHABLE && silent(trunk).isPresent()) {
            return silence(trunk, silent(trunk).get());
        }
        return switch (finding.kind()) {
            case UNREACHABLE -> silence(trunk, finding);
            case NOT_REGISTERED, REGISTRATION_STOPPED, REGISTRATION_FLAPS -> registration(trunk, finding);
            case SETUP_FAULTS -> setUp(trunk, finding);
            // The comparison with other carriers is the witness.
            case FALSE_BUSY, FALSE_RINGING ->
                carrier(trunk, finding.since(), Culprit.INFERRED, Words.bare(finding.words()));
            case SLOW_RINGING, LATER_THAN_USUAL -> late(trunk, finding);
            case LOSS_INBOUND,
                    LOSS_OUTBOUND,
                    POOR_INBOUND,
                    POOR_OUTBOUND,
                    LONGER_DELAY,
                    MORE_JITTER_INBOUND,
                    MORE_JITTER_OUTBOUND -> loss(trunk, finding);
            case SILENT_INBOUND, SILENT_OUTBOUND -> mute(trunk, finding);
        };
    }

    /** The house itself, where packets are lost in it. */
    Optional<Culprit> house() {
        return inTheHouse.map(trouble -> {
            boolean port = beyondTheHouse(trouble);
            String loss = Math.round(trouble.lossPercent()) + " % of the packets between the PBX and "
                    + Words.few(trouble.bad(), 3)
                    + " are lost, of " + trouble.seen() + " phones in talk";
            return new Culprit(
                    port ? Attribution.PBX : Attribution.LAN_PHONES,
                    "",
                    List.of(),
                    port ? Culprit.INFERRED : Culprit.WITNESSED,
                    trouble.since(),
                    loss
                            + (port
                                    ? ", and the ways to the carriers lose as well: the network port of the PBX."
                                    : ", and not on the trunks: a switch or a cable in the house."));
        });
    }

    /** All phones lose, and every way out does: what they have in common is the PBX. */
    private boolean beyondTheHouse(PhoneLegs.Trouble trouble) {
        Instant since = trouble.since().minus(EARLIER);
        return trouble.everywhere()
                && inventory.trunks().stream()
                        .allMatch(t -> paths.ofTrunk(t.id(), since) == State.BAD
                                || paths.ofReference(t.uplink(), since) == State.BAD);
    }

    private Culprit silence(Trunk trunk, Finding finding) {
        Instant since = finding.since();
        List<Trunk> peers = peers(trunk);
        if (common.spares(trunk.id())) {
            return new Culprit(
                    Attribution.UNKNOWN,
                    "",
                    List.of(trunk.id()),
                    Culprit.LIKELIEST,
                    since,
                    "What " + trunk.id() + " shares with others came back; whether it follows shows in a moment.");
        }
        Optional<Trunk> answers = peers.stream().filter(t -> answered(t, since)).findFirst();
        if (answers.isPresent()) {
            return carrier(
                    trunk,
                    since,
                    Culprit.WITNESSED,
                    trunk.id() + " is silent and " + answers.get().id() + " of "
                            + answers.get().carrier() + " answers over the same uplink " + trunk.uplink());
        }
        boolean manyUplinks =
                inventory.trunks().stream().map(Trunk::uplink).distinct().count() > 1;
        boolean allSilent = inventory.trunks().stream().allMatch(t -> silent(t).isPresent());
        if (paths.referenceSilent(trunk.uplink(), since)) {
            return uplink(
                    trunk, since, Culprit.WITNESSED, "the reference host of " + trunk.uplink() + " is silent, too");
        }
        boolean alive = paths.referenceAnswers(trunk.uplink(), since);
        if (common.ofAll().isPresent() && allSilent && (manyUplinks || alive)) {
            return pbx(
                    since,
                    Culprit.INFERRED,
                    "all trunks of " + (manyUplinks ? "all uplinks" : "all carriers") + " went silent together"
                            + (alive ? ", and the reference host answers" : ""));
        }
        if (!peers.isEmpty() && peers.stream().allMatch(t -> silent(t).isPresent())) {
            return uplink(
                    trunk,
                    since,
                    manyUplinks ? Culprit.WITNESSED : Culprit.INFERRED,
                    "all carriers on " + trunk.uplink() + " went silent together");
        }
        if (alive) {
            return carrier(
                    trunk,
                    since,
                    Culprit.WITNESSED,
                    trunk.id() + " is silent, and the reference host of " + trunk.uplink() + " answers");
        }
        Optional<Trunk> pending = now.isBefore(since.plus(PENDING))
                ? peers.stream().filter(t -> silent(t).isEmpty()).findFirst()
                : Optional.empty();
        if (pending.isPresent()) {
            return unknownYet(
                    trunk,
                    since,
                    trunk.id() + " is silent; whether " + pending.get().id() + " answers over the same uplink "
                            + trunk.uplink());
        }
        return bySibling(
                trunk,
                since,
                siblings(trunk).stream().anyMatch(t -> silent(t).isPresent()),
                siblings(trunk).stream().anyMatch(t -> answered(t, since)),
                trunk.id() + " is silent");
    }

    /** The same carrier by another uplink is the last witness. */
    private Culprit bySibling(Trunk trunk, Instant since, boolean suffers, boolean isWell, String what) {
        if (suffers) {
            return carrier(
                    trunk, since, Culprit.INFERRED, what + ", and so is " + trunk.carrier() + " by another uplink");
        }
        if (isWell) {
            return uplink(trunk, since, Culprit.INFERRED, trunk.carrier() + " is well by another uplink");
        }
        return carrier(
                trunk,
                since,
                Culprit.LIKELIEST,
                what + "; no other witness on uplink " + trunk.uplink() + ", so it is " + trunk.carrier()
                        + " or its path");
    }

    private Culprit registration(Trunk trunk, Finding finding) {
        boolean refused = outcomes.refuses(trunk.id());
        return refused
                ? account(trunk, finding, "calls and registration are refused alike")
                : carrier(
                        trunk,
                        finding.since(),
                        Culprit.LIKELIEST,
                        trunk.carrier() + " answers, and does not register us: its registrar or our account");
    }

    private Culprit setUp(Trunk trunk, Finding finding) {
        return switch (finding.attribution()) {
            case ACCOUNT -> account(trunk, finding, Words.bare(finding.words()));
            case CODEC ->
                new Culprit(
                        Attribution.CODEC,
                        trunk.carrier(),
                        List.of(trunk.id()),
                        Culprit.INFERRED,
                        finding.since(),
                        trunk.carrier()
                                + (finding.words().contains(" 580 ")
                                        ? " does not meet what our calls demand of the audio: "
                                        : " takes none of our codecs: ")
                                + Words.bare(finding.words()) + ".");
            default -> {
                boolean othersFail = inventory.trunks().stream()
                        .filter(t -> !t.carrier().equals(trunk.carrier()))
                        .anyMatch(t -> standing(t, Finding.Kind.SETUP_FAULTS).isPresent());
                yield othersFail
                        ? new Culprit(
                                Attribution.UNKNOWN,
                                "",
                                List.of(trunk.id()),
                                Culprit.LIKELIEST,
                                finding.since(),
                                "Calls fail by several carriers at once: " + Words.bare(finding.words()) + ".")
                        : carrier(trunk, finding.since(), Culprit.INFERRED, Words.bare(finding.words()));
            }
        };
    }

    private Culprit late(Trunk trunk, Finding finding) {
        boolean allLate = inventory.trunks().size() > 1
                && inventory.trunks().stream()
                        .allMatch(t -> paths.ofTrunk(t.id(), finding.since().minus(EARLIER)) == State.BAD);
        return allLate
                ? pbx(finding.since(), Culprit.INFERRED, "everything is answered late, by every carrier at once")
                : carrier(trunk, finding.since(), Culprit.INFERRED, Words.bare(finding.words()));
    }

    private Culprit loss(Trunk trunk, Finding finding) {
        Instant since = finding.since();
        Instant from = since.minus(EARLIER);
        boolean outwards = OUTWARDS.contains(finding.kind());
        if (inTheHouse.isPresent() && beyondTheHouse(inTheHouse.get())) {
            return pbx(since, Culprit.INFERRED, "phones and carriers lose packets alike");
        }
        if (outwards && inTheHouse.isPresent() && phones.explains(trunk.id())) {
            return new Culprit(
                    Attribution.LAN_PHONES,
                    "",
                    List.of(trunk.id()),
                    Culprit.WITNESSED,
                    since,
                    "What " + trunk.carrier() + " misses of us was lost between our phones and the PBX.");
        }
        List<Trunk> peers = peers(trunk);
        State reference = paths.ofReference(trunk.uplink(), from);
        boolean othersLose = peers.stream().anyMatch(t -> paths.ofTrunk(t.id(), from) == State.BAD)
                || peers.stream().anyMatch(t -> suffers(t, Finding.Layer.MEDIA, since));
        if (reference == State.BAD || (reference != State.SOUND && othersLose)) {
            return elsewhereToo(trunk, from)
                    ? pbx(since, Culprit.INFERRED, "all uplinks lose packets at once")
                    : uplink(trunk, since, Culprit.WITNESSED, "it loses or delays packets of others, too");
        }
        State mine = paths.ofTrunk(trunk.id(), from);
        if (mine != State.BAD && fewCallees(trunk, outwards)) {
            return new Culprit(
                    Attribution.UNKNOWN,
                    "",
                    List.of(trunk.id()),
                    Culprit.LIKELIEST,
                    since,
                    "The trunk, or who is called: too few callees to tell; " + Words.bare(finding.words()) + ".");
        }
        Optional<Trunk> clean = peers.stream().filter(t -> talksWell(t, since)).findFirst();
        if (clean.isPresent()) {
            return carrier(
                    trunk,
                    since,
                    Culprit.WITNESSED,
                    clean.get().id() + " of " + clean.get().carrier() + " sounds well over the same uplink");
        }
        boolean linkSound =
                reference == State.SOUND || peers.stream().anyMatch(t -> paths.ofTrunk(t.id(), from) == State.SOUND);
        if (linkSound) {
            return carrier(trunk, since, Culprit.WITNESSED, "the uplink " + trunk.uplink() + " loses nothing else");
        }
        Optional<Trunk> asked = witnessToCome(peers, since);
        if (asked.isPresent()) {
            return unknownYet(
                    trunk,
                    since,
                    Words.bare(finding.words()) + "; whether " + asked.get().id()
                            + " loses packets over the same uplink " + trunk.uplink());
        }
        if (mine == State.SOUND) {
            return carrier(
                    trunk,
                    since,
                    Culprit.INFERRED,
                    "its signalling loses nothing by the same way: it is its audio gateway");
        }
        if (mine == State.BAD && siblings(trunk).isEmpty() && peers.isEmpty()) {
            return uplink(trunk, since, Culprit.LIKELIEST, "signalling and audio are lost alike");
        }
        return bySibling(
                trunk,
                since,
                siblings(trunk).stream().anyMatch(t -> paths.ofTrunk(t.id(), from) == State.BAD),
                mine == State.BAD && siblings(trunk).stream().anyMatch(t -> paths.ofTrunk(t.id(), from) == State.SOUND),
                Words.bare(finding.words()));
    }

    private Culprit mute(Trunk trunk, Finding finding) {
        Instant since = finding.since();
        List<Trunk> peers = peers(trunk);
        if (peers.stream().anyMatch(t -> suffers(t, Finding.Layer.AUDIO_PATH, since))) {
            boolean everywhere = inventory.trunks().stream()
                    .filter(t -> !t.uplink().equals(trunk.uplink()))
                    .anyMatch(t -> suffers(t, Finding.Layer.AUDIO_PATH, since));
            return everywhere
                    ? pbx(since, Culprit.INFERRED, "no audio by any uplink")
                    : uplink(trunk, since, Culprit.WITNESSED, "no carrier on it is heard");
        }
        Optional<Trunk> clean = peers.stream().filter(t -> talksWell(t, since)).findFirst();
        if (clean.isPresent()) {
            return carrier(
                    trunk,
                    since,
                    Culprit.WITNESSED,
                    clean.get().id() + " of " + clean.get().carrier() + " is heard over the same uplink");
        }
        Optional<Trunk> asked = witnessToCome(peers, since);
        if (asked.isPresent()) {
            return unknownYet(
                    trunk,
                    since,
                    Words.bare(finding.words()) + "; whether " + asked.get().id() + " is heard over the same uplink "
                            + trunk.uplink());
        }
        return finding.attribution() == Attribution.UPLINK
                ? uplink(
                        trunk,
                        since,
                        Culprit.INFERRED - 10,
                        "calls are answered and neither audio nor RTCP comes in: something lets none through")
                : carrier(trunk, since, Culprit.INFERRED - 10, Words.bare(finding.words()));
    }

    /** Too few callees suffer from the loss of that direction to tell whether it is theirs. */
    private boolean fewCallees(Trunk trunk, boolean outwards) {
        Finding.Kind kind = outwards ? Finding.Kind.LOSS_OUTBOUND : Finding.Kind.LOSS_INBOUND;
        return findings(trunk).stream().anyMatch(f -> f.kind() == kind && f.attribution() == Attribution.UNKNOWN);
    }

    /** Trunks by other uplinks, all of them, lose as well. */
    private boolean elsewhereToo(Trunk trunk, Instant from) {
        List<Trunk> elsewhere = inventory.trunks().stream()
                .filter(t -> !t.uplink().equals(trunk.uplink()))
                .toList();
        return !elsewhere.isEmpty()
                && elsewhere.stream()
                        .allMatch(t -> paths.ofTrunk(t.id(), from) == State.BAD
                                || paths.ofReference(t.uplink(), from) == State.BAD);
    }

    /** Of another carrier, on the same uplink. */
    private List<Trunk> peers(Trunk trunk) {
        return inventory.trunks().stream()
                .filter(t -> t.uplink().equals(trunk.uplink()) && !t.carrier().equals(trunk.carrier()))
                .toList();
    }

    /** Of the same carrier, by another uplink. */
    private List<Trunk> siblings(Trunk trunk) {
        return inventory.trunks().stream()
                .filter(t -> !t.uplink().equals(trunk.uplink()) && t.carrier().equals(trunk.carrier()))
                .toList();
    }

    private List<Finding> findings(Trunk trunk) {
        Belief belief = beliefs.get(trunk.id());
        return belief == null ? List.of() : belief.findings();
    }

    private Optional<Finding> standing(Trunk trunk, Finding.Kind kind) {
        return findings(trunk).stream()
                .filter(f -> f.kind() == kind && f.verdict() != Verdict.SUSPECT)
                .findFirst();
    }

    private Optional<Finding> silent(Trunk trunk) {
        return standing(trunk, Finding.Kind.UNREACHABLE);
    }

    private boolean answered(Trunk trunk, Instant since) {
        Belief belief = beliefs.get(trunk.id());
        return belief != null
                && belief.probeSent().filter(sent -> sent.isAfter(since)).isPresent();
    }

    /** Suffers from that layer since about then, first signs included, and not because of the house. */
    private boolean suffers(Trunk trunk, Finding.Layer layer, Instant since) {
        return findings(trunk).stream()
                .filter(f -> f.kind().layer() == layer && f.attribution() != Attribution.UNKNOWN)
                .filter(f -> Duration.between(f.since(), since).abs().compareTo(TOGETHER) <= 0)
                .anyMatch(f -> layer != Finding.Layer.MEDIA || inTheHouse.isEmpty() || !phones.explains(trunk.id()));
    }

    private boolean talksWell(Trunk trunk, Instant since) {
        Belief belief = beliefs.get(trunk.id());
        return belief != null
                && belief.twoWayCall()
                        .filter(at -> at.isAfter(since.plus(LATER)))
                        .isPresent()
                && findings(trunk).stream()
                        .noneMatch(f -> f.kind().layer() == Finding.Layer.MEDIA
                                || f.kind().layer() == Finding.Layer.AUDIO_PATH);
    }

    /**
     * One of them that was in talk when it began and still has calls: it shows soon whether it suffers, too. Of two trunks on a bad
     * uplink the one with more calls is found first, and its carrier would be blamed until the other is.
     */
    private Optional<Trunk> witnessToCome(List<Trunk> peers, Instant since) {
        if (!now.isBefore(since.plus(LATER))) {
            return Optional.empty();
        }
        return peers.stream()
                .filter(t -> {
                    Belief belief = beliefs.get(t.id());
                    return belief != null
                            && belief.liveCalls() > 0
                            && belief.twoWayCall()
                                    .filter(at -> at.isAfter(since.minus(EARLIER)))
                                    .isPresent();
                })
                .findFirst();
    }

    private static Culprit unknownYet(Trunk trunk, Instant since, String what) {
        return new Culprit(
                Attribution.UNKNOWN, "", List.of(trunk.id()), Culprit.LIKELIEST, since, what + " shows in a moment.");
    }

    private static Culprit carrier(Trunk trunk, Instant since, int confidence, String why) {
        return new Culprit(
                Attribution.CARRIER,
                trunk.carrier(),
                List.of(trunk.id()),
                confidence,
                since,
                trunk.carrier() + ", not us: " + why + ".");
    }

    private static Culprit uplink(Trunk trunk, Instant since, int confidence, String why) {
        return new Culprit(
                Attribution.UPLINK,
                trunk.uplink(),
                List.of(trunk.id()),
                confidence,
                since,
                "Uplink " + trunk.uplink() + ", not " + trunk.carrier() + ": " + why + ".");
    }

    private Culprit pbx(Instant since, int confidence, String why) {
        return new Culprit(
                Attribution.PBX,
                "",
                inventory.trunks().stream().map(Trunk::id).toList(),
                confidence,
                since,
                "The PBX or what it hangs on, no carrier: " + why + ".");
    }

    private static Culprit account(Trunk trunk, Finding finding, String why) {
        return new Culprit(
                Attribution.ACCOUNT,
                trunk.carrier(),
                List.of(trunk.id()),
                Culprit.INFERRED,
                finding.since(),
                "Our account at " + trunk.carrier() + ": " + why + ".");
    }
}
