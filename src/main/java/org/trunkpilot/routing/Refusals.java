package org.trunkpilot.routing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.trunkpilot.health.Attribution;
import org.trunkpilot.health.CallLeg;
import org.trunkpilot.health.CallLeg.Outcome;
import org.trunkpilot.signal.Callee;
import org.trunkpilot.trunk.TrunkId;

/**
 * Calls that were refused for account or codec while others were carried: what have they in common?
 *
 * <ul>
 *   <li>One number shown to the carrier, by more than one phone or by one that is served when it shows another: that caller ID.
 *   <li>One phone: its account, its codec.
 * </ul>
 *
 * When nobody's are carried it is the trunk's account, and its health says so.
 */
final class Refusals {
    private static final int NAMED = 3;

    private final Instant now;
    private final List<CallLeg> legs;

    /** @param legs in the order of their ends */
    Refusals(Instant now, List<CallLeg> legs) {
        this.now = now;
        this.legs = legs;
    }

    static boolean isOne(CallLeg leg) {
        return leg.outcome() == Outcome.ACCOUNT || leg.outcome() == Outcome.CODEC;
    }

    List<Culprit> culprits() {
        var culprits = new ArrayList<Culprit>();
        phones(callerIds(culprits), culprits);
        return culprits;
    }

    /** Adds to them, and returns the phones whose refusals are explained by the number they showed. */
    private Set<String> callerIds(List<Culprit> culprits) {
        var explained = new HashSet<String>();
        Function<CallLeg, String> by = leg -> leg.callerId().map(Callee::key).orElse("");
        Outcomes.grouped(legs, by).forEach((key, group) -> {
            if (key.isEmpty() || group.size() < Outcomes.LEAST) {
                return;
            }
            Group refused = new Group(group);
            Optional<CallLeg> example = refused.standing(Outcome.ACCOUNT);
            if (example.isEmpty()) {
                return;
            }
            List<CallLeg> served = served(refused, leg -> !by.apply(leg).equals(key));
            boolean servedOtherwise = served.stream()
                    .anyMatch(leg -> refused.phones.contains(leg.phone().orElse("")));
            if (served.isEmpty() || (refused.phones.size() < 2 && !servedOtherwise)) {
                return;
            }
            explained.addAll(refused.phones);
            String prefix = example.get().callerId().map(Callee::prefix).orElse("");
            culprits.add(new Culprit(
                    Attribution.ACCOUNT,
                    prefix + "…",
                    List.of(),
                    Culprit.INFERRED,
                    refused.since,
                    "The last " + refused.calls.count + " calls that showed one number of " + prefix + "…, of "
                            + Words.few(refused.phones, NAMED) + ", were " + refused.words(example.get())
                            + ", and calls that show another are carried: ask whether we may show that number."));
        });
        return explained;
    }

    private void phones(Set<String> explained, List<Culprit> culprits) {
        Function<CallLeg, String> by = leg -> leg.phone().orElse("");
        Outcomes.grouped(legs, by).forEach((phone, group) -> {
            if (phone.isEmpty() || group.size() < Outcomes.LEAST || explained.contains(phone)) {
                return;
            }
            Group refused = new Group(group);
            for (Outcome why : List.of(Outcome.CODEC, Outcome.ACCOUNT)) {
                Optional<CallLeg> example = refused.standing(why);
                if (example.isEmpty()
                        || served(refused, leg -> !by.apply(leg).equals(phone)).isEmpty()) {
                    continue;
                }
                boolean codec = why == Outcome.CODEC;
                culprits.add(new Culprit(
                        codec ? Attribution.CODEC : Attribution.ACCOUNT,
                        phone,
                        List.of(),
                        Culprit.INFERRED,
                        refused.since,
                        "The last " + refused.calls.count + " calls of " + phone + " were "
                                + refused.words(example.get()) + ", and calls of others are carried: check "
                                + toCheck(example.get())));
            }
        });
    }

    private static String toCheck(CallLeg refused) {
        if (refused.sip().orElse(0) == 580) {
            return "what that phone demands of the audio before it rings.";
        }
        return refused.outcome() == Outcome.CODEC ? "the codecs of that phone." : "its caller ID and account.";
    }

    /** Calls of others that the same trunks carried meanwhile. */
    private List<CallLeg> served(Group refused, Predicate<CallLeg> others) {
        return legs.stream()
                .filter(leg -> leg.ended().isAfter(refused.since)
                        && refused.trunks.contains(leg.trunk())
                        && leg.through()
                        && others.test(leg))
                .toList();
    }

    /** Calls of a group that were refused for account or codec since one of them last got through. */
    private final class Group {
        private final Set<TrunkId> trunks = new LinkedHashSet<>();
        private final Set<String> phones = new LinkedHashSet<>();
        private Calls calls = new Calls();
        private Optional<CallLeg> example = Optional.empty();
        private Instant since = Instant.EPOCH;

        Group(List<CallLeg> group) {
            group.forEach(this::take);
        }

        private void take(CallLeg leg) {
            if (isOne(leg)) {
                since = calls.count == 0 ? leg.seized() : since;
                calls.take(leg);
                trunks.add(leg.trunk());
                leg.phone().ifPresent(phones::add);
                example = Optional.of(leg);
            } else if (leg.through() && trunks.contains(leg.trunk())) {
                calls = new Calls();
                trunks.clear();
                phones.clear();
            }
        }

        /** The last of them, where they are enough and it was refused for that. */
        Optional<CallLeg> standing(Outcome why) {
            return example.filter(leg -> leg.outcome() == why)
                    .filter(leg -> calls.count >= Outcomes.LEAST && now.isBefore(calls.last.plus(Outcomes.STANDS)));
        }

        String words(CallLeg leg) {
            return "refused with " + leg.sip().orElse(0) + " by " + Words.list(trunks);
        }
    }
}
