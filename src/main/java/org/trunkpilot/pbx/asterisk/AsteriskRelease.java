package org.trunkpilot.pbx.asterisk;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which Asterisk it is, and what it can do. Branches get features at different times, so a feature has a first release in each.
 *
 * @param major the branch, such as 22
 */
record AsteriskRelease(int major, int minor) {
    /** What not every release in use has; the first release of each branch that does. */
    enum Feature {
        /** {@code Dial(…,45^10)}: before, {@code ^10} is ignored without a word (16.30, tried). */
        PROGRESS_TIMEOUT("18.22 20.7 21.2 22.0"),
        /** The first releases with {@code ^} may overrun it while no media flows (asterisk issue 821). */
        RELIABLE_PROGRESS_TIMEOUT("18.26 20.11 21.6 22.1"),
        /** {@code TechCause} in AMI's Hangup, the SIP code. */
        SIP_CODES("20.17 22.7 23.1"),
        /** {@code eventfilter(name(X))}; before, filters are regular expressions over whole events. */
        FILTERS_BY_NAME("18.26 20.11 21.6 22.1");

        private final String firsts;

        Feature(String firsts) {
            this.firsts = firsts;
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

    /** A branch newer than all that are named has it from its beginning. */
    boolean has(Feature feature) {
        int newest = 0;
        for (String text : feature.firsts.split(" ", -1)) {
            AsteriskRelease first = parse(text).orElseThrow();
            if (first.major == major) {
                return minor >= first.minor;
            }
            newest = Math.max(newest, first.major);
        }
        return major > newest;
    }
}
