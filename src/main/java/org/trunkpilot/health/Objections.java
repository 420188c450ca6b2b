package org.trunkpilot.health;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.trunkpilot.signal.Blame;
import org.trunkpilot.signal.CauseTable.Ruling;

/**
 * Has the carrier something against us: our credit, our permissions, our codecs?
 *
 * <p>A refusal for that is no fault of set-up, but three in a row are worth a word to the operator, with who was refused and what to look
 * at. A call that gets through ends the row.
 */
final class Objections {
    /** Refusals in a row that are worth a word. */
    private static final int REFUSALS = 3;

    /** Phones that are named; more are only counted. */
    private static final int MOST_NAMED = 4;

    /** Phones that are remembered. */
    private static final int MOST_PHONES = 64;

    private final Duration standsFor;
    private final Set<String> phones = new LinkedHashSet<>();
    private int refusals;
    private String words = "";
    private Blame matter = Blame.ACCOUNT;
    private Instant since = Instant.MIN;
    private Instant last = Instant.MIN;

    /** @param standsFor without another refusal, and without a call that got through */
    Objections(Duration standsFor) {
        this.standsFor = standsFor;
    }

    /** Takes back all of them. */
    void none() {
        refusals = 0;
        phones.clear();
    }

    void add(Ruling ruling, Optional<String> phone, Instant at) {
        // Credit and codec are two matters: three refusals of both kinds together are three of none.
        if (refusals > 0 && ruling.blame() != matter) {
            none();
        }
        if (refusals == 0) {
            since = at;
        }
        if (phones.size() < MOST_PHONES) {
            phone.ifPresent(phones::add);
        }
        refusals++;
        words = ruling.words();
        matter = ruling.blame();
        last = at;
    }

    Optional<Finding> finding(Instant now) {
        if (refusals < REFUSALS || !now.isBefore(last.plus(standsFor))) {
            return Optional.empty();
        }
        return Optional.of(new Finding(
                Finding.Kind.SETUP_FAULTS,
                Verdict.SUSPECT,
                Grade.B,
                since,
                "the last " + refusals + " calls were refused with " + words + ofPhones() + ": check " + toCheck(),
                matter == Blame.CODEC ? Attribution.CODEC : Attribution.ACCOUNT));
    }

    /** ", of 12, 14, 17, 21 and 3 more"; nothing where the PBX does not tell who called. */
    private String ofPhones() {
        int more = phones.size() - MOST_NAMED;
        String named = phones.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
        return switch (phones.size()) {
            case 0 -> "";
            case 1 -> ", all of them of " + named;
            default -> ", of " + named + (more > 0 ? " and " + more + " more" : "");
        };
    }

    /** What a person has to look at differs by the code: the reason phrases of RFC 3261 say it, tersely. */
    private String toCheck() {
        if (words.startsWith("580")) {
            return "what our side demands of the audio before it rings, such as reserved bandwidth (RFC 3312)";
        }
        if (matter == Blame.CODEC) {
            return "which codecs these phones and the trunk allow";
        }
        if (words.startsWith("402")) {
            return "the credit of our account";
        }
        return words.startsWith("401") || words.startsWith("407")
                ? "user name and password of the trunk"
                : "credit, caller ID and what our account may call";
    }
}
