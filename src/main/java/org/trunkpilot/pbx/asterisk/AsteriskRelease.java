package org.trunkpilot.pbx.asterisk;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which Asterisk it is, and what it can do. Branches get features at different times, so a feature has a first release in each.
 *
 * @param major the branch, such as 22
 */
record AsteriskRelease(int major, int minor) {
    /** What not every release in use has. */
    @SuppressWarnings("ImmutableEnumChecker") // Map.of is immutable; the checker does not see through the type
    enum Feature {
        /** {@code Dial(…,45^10)}: before, {@code ^10} is ignored without a word (16.30, tried). */
        PROGRESS_TIMEOUT(Map.of(18, 22, 20, 7, 21, 2, 22, 0)),
        /** The first releases with {@code ^} may overrun it while no media flows (asterisk issue 821). */
        RELIABLE_PROGRESS_TIMEOUT(Map.of(18, 26, 20, 11, 21, 6, 22, 1)),
        /** {@code TechCause} in AMI's Hangup, the SIP code. */
        SIP_CODES(Map.of(20, 17, 22, 7, 23, 1)),
        /** {@code eventfilter(name(X))}; before, filters are regular expressions over whole events. */
        FILTERS_BY_NAME(Map.of(18, 26, 20, 11, 21, 6, 22, 1));

        private final Map<Integer, Integer> firstByBranch;
        private final int newest;

        Feature(Map<Integer, Integer> firstByBranch) {
            this.firstByBranch = firstByBranch;
            this.newest = firstByBranch.keySet().stream().mapToInt(x -> x).max().orElseThrow();
        }
    }

    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})");

    /** From what {@code CoreSettings} says, such as {@code 22.10.1+dfsg…} or {@code certified-20.7-cert2}. */
    static Optional<AsteriskRelease> parse(String version) {
        Matcher numbers = NUMBERS.matcher(version);
        return numbers.find()
                ? Optional.of(
                        new AsteriskRelease(Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2))))
                : Optional.empty();
    }

    boolean has(Feature feature) {
        Integer first = feature.firstByBranch.get(major);
        return first == null ? major > feature.newest : minor >= first;
    }
}
