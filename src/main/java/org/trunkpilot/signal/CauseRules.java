package org.trunkpilot.signal;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a site knows better than {@link CauseTable}: a carrier that says 503 for a full trunk group, or 480 for faults of its own.
 *
 * <p>Rules are about codes alone. What the table knows beside the code (the call was answered, the caller hung up, the dialplan's
 * time-outs, our own channel limit) goes before them, and what the dialplan does at a code does not change with them.
 *
 * @param sip by SIP response code, 300 to 699
 * @param q850 by Q.850 cause, 1 to 127; asked only where the PBX told no SIP code
 * @param carriers rules of single carriers, which go before those of all
 */
public record CauseRules(Map<Integer, Rule> sip, Map<Integer, Rule> q850, Map<String, CauseRules> carriers) {
    /** No rules: the table as it is shipped. */
    public static final CauseRules NONE = new CauseRules(Map.of(), Map.of(), Map.of());

    /**
     * What a code means.
     *
     * @param weight how much of a whole fault of the carrier's it is, 0 to 1; above 0 only for CARRIER, and for CALLEE where the code
     *     is only now and then the callee's
     */
    public record Rule(Blame blame, double weight) {
        /** @throws IllegalArgumentException when the weight is impossible, or makes no sense with that blame */
        public Rule {
            if (!(weight >= 0 && weight <= 1)) {
                throw new IllegalArgumentException("a weight of " + weight + " must lie between 0 and 1");
            }
            if (weight > 0 && blame != Blame.CARRIER && blame != Blame.CALLEE) {
                throw new IllegalArgumentException("a weight is for carrier and callee only");
            }
        }
    }

    /** @throws IllegalArgumentException naming a code that there is not */
    public CauseRules {
        // TreeMaps: what is made of them must be the same in every run.
        sip = Collections.unmodifiableMap(new TreeMap<>(sip));
        q850 = Collections.unmodifiableMap(new TreeMap<>(q850));
        carriers = Collections.unmodifiableMap(new TreeMap<>(carriers));
        codes("SIP response", sip, 300, 699);
        codes("Q.850 cause", q850, 1, 127);
    }

    /** The rules for one carrier: its own, and behind them those for all. */
    CauseRules of(String carrier) {
        CauseRules own = carriers.get(carrier);
        if (own == null) {
            return this;
        }
        var bySip = new TreeMap<>(sip);
        bySip.putAll(own.sip);
        var byCause = new TreeMap<>(q850);
        byCause.putAll(own.q850);
        return new CauseRules(bySip, byCause, Map.of());
    }

    Optional<Rule> ofSip(int code) {
        return Optional.ofNullable(sip.get(code));
    }

    Optional<Rule> ofCause(int cause) {
        return Optional.ofNullable(q850.get(cause));
    }

    private static void codes(String what, Map<Integer, Rule> rules, int least, int most) {
        rules.keySet().stream()
                .filter(code -> code < least || code > most)
                .findFirst()
                .ifPresent(code -> {
                    throw new IllegalArgumentException(
                            code + " is no " + what + "; give one from " + least + " to " + most);
                });
    }
}
