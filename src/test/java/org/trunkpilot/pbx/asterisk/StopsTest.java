package org.trunkpilot.pbx.asterisk;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.trunkpilot.pbx.PbxAddress.ChannelDriver;
import org.trunkpilot.pbx.PbxAddress.RowStore;
import org.trunkpilot.pbx.SteeringTerms;
import org.trunkpilot.pbx.StopTable;
import org.trunkpilot.pbx.StopTable.Heard;
import org.trunkpilot.pbx.StopTable.Then;
import org.trunkpilot.pbx.StopTableContract;
import org.trunkpilot.pbx.asterisk.SteeringDialplan.Step;

/**
 * As Asterisk tells of the ends (measured on 22.10.1): the steps behind the Dial, their expressions evaluated here. The lab runs the same
 * table on a real Asterisk ({@code SteeringLabIT}).
 */
class StopsTest extends StopTableContract {
    private static final Pattern REGEX = Pattern.compile("\\$\\{REGEX\\(\"([^\"]*)\" ([^)]*)\\)}");

    private final List<Step> steps = new SteeringDialplan(
                    Site.INVENTORY, SteeringTerms.DEFAULTS, RowStore.DATABASE, ChannelDriver.PJSIP)
            .routes()
            .get(0)
            .steps();

    /** What the channel says once Dial has come back. */
    private record Ended(String dialStatus, String sip, boolean rang) {}

    @Override
    protected List<Then> becomes(StopTable.Row row) {
        return ends(row).map(this::after).toList();
    }

    private static Stream<Ended> ends(StopTable.Row row) {
        if (row.sip().isPresent()) {
            Stream<Boolean> rang =
                    row.heard() == Heard.ANYTHING ? Stream.of(true, false) : Stream.of(row.heard() == Heard.RINGING);
            return rang.map(heard ->
                    new Ended(status(row.sip()), String.valueOf(row.sip().getAsInt()), heard));
        }
        return switch (row.end()) {
            case "an answer" -> Stream.of(new Ended("ANSWER", "200", true), new Ended("ANSWER", "200", false));
            case "the trunk is unreachable or not there" -> Stream.of(new Ended("CHANUNAVAIL", "", false));
            // With a progress time-out Dial says CHANUNAVAIL; the last 1xx is left in the SIP code.
            case "no 18x within the progress time-out" ->
                Stream.of(new Ended("CHANUNAVAIL", "100", false), new Ended("NOANSWER", "", false));
            case "ringing until the ring time-out" ->
                Stream.of(new Ended("NOANSWER", "180", true), new Ended("NOANSWER", "183", true));
            case "the caller hangs up" -> Stream.empty();
            default -> throw new IllegalStateException("nobody has said how Asterisk tells of " + row.end());
        };
    }

    private static String status(OptionalInt sip) {
        return switch (sip.getAsInt()) {
            case 486, 600 -> "BUSY";
            case 503, 580 -> "CONGESTION";
            case 480 -> "NOANSWER";
            default -> "CHANUNAVAIL";
        };
    }

    /** Runs from the label "after" to the first jump. */
    private Then after(Ended ended) {
        Map<String, String> variables = new HashMap<>();
        variables.put("DIALSTATUS", ended.dialStatus());
        variables.put("sip", ended.sip());
        variables.put("RINGTIME", ended.rang() ? "2" : "");
        variables.put("PROGRESSTIME", "");
        boolean behind = false;
        for (Step step : steps) {
            behind |= step.label().equals("after");
            if (behind && step.application().equals("GotoIf")) {
                String condition = step.data().substring(2, step.data().lastIndexOf("]?"));
                String[] ways =
                        step.data().substring(step.data().lastIndexOf("]?") + 2).split(":", -1);
                boolean holds = new Expression(substituted(condition, variables)).value();
                if (holds || ways.length > 1) {
                    return (holds ? ways[0] : ways[1]).equals("stop") ? Then.STOP : Then.NEXT_TRUNK;
                }
            }
        }
        throw new IllegalStateException("nothing is decided behind the Dial");
    }

    private static String substituted(String condition, Map<String, String> variables) {
        String text = condition;
        for (var variable : variables.entrySet()) {
            text = text.replace("${" + variable.getKey() + "}", variable.getValue());
        }
        Matcher regex = REGEX.matcher(text);
        return regex.replaceAll(
                match -> Pattern.compile(match.group(1)).matcher(match.group(2)).find() ? "1" : "0");
    }

    /** {@code $[…]} as far as ours uses it: strings, numbers, = != &amp; | and parentheses. */
    private static final class Expression {
        private final String text;
        private int at;

        Expression(String text) {
            this.text = text;
        }

        boolean value() {
            boolean value = any();
            if (at < text.length()) {
                throw new IllegalStateException("left over: " + text.substring(at));
            }
            return value;
        }

        private boolean any() {
            boolean value = all();
            while (take("|")) {
                boolean other = all();
                value |= other;
            }
            return value;
        }

        private boolean all() {
            boolean value = one();
            while (take("&")) {
                boolean other = one();
                value &= other;
            }
            return value;
        }

        private boolean one() {
            if (take("(")) {
                boolean value = any();
                if (!take(")")) {
                    throw new IllegalStateException("no ) in " + text);
                }
                return value;
            }
            String left = operand();
            if (take("!=")) {
                return !left.equals(operand());
            }
            return take("=") ? left.equals(operand()) : !left.isEmpty() && !left.equals("0");
        }

        private String operand() {
            skip();
            Matcher operand = Pattern.compile("\"[^\"]*\"|\\d+").matcher(text).region(at, text.length());
            if (!operand.lookingAt()) {
                throw new IllegalStateException("no operand at " + text.substring(at));
            }
            at = operand.end();
            return operand.group().replace("\"", "");
        }

        private boolean take(String what) {
            skip();
            boolean there = text.startsWith(what, at);
            at += there ? what.length() : 0;
            return there;
        }

        private void skip() {
            while (at < text.length() && text.charAt(at) == ' ') {
                at++;
            }
        }
    }
}
