package org.trunkpilot.pbx.asterisk;

import java.util.LinkedHashMap;
import java.util.Map;
import org.asteriskjava.manager.action.AbstractManagerAction;

/**
 * Any AMI action: its name and its headers.
 *
 * <p>asterisk-java writes a value as it is, so a CR LF in one would be a second action, and Asterisk would execute it. No
 * value with a control character gets as far as an instance of this class. Public for the library's reflection only.
 */
public final class AmiAction extends AbstractManagerAction {
    private static final long serialVersionUID = 1L;

    /** Asterisk refuses a line of 5 KB and may refuse one of more than 1 KB, header name included. */
    static final int LONGEST_LINE = 1_000;

    private final String action;
    private final transient Map<String, Object> attributes = new LinkedHashMap<>();

    /** @throws IllegalArgumentException when the name or a value has a control character or is too long for Asterisk */
    AmiAction(String action, Map<String, String> headers) {
        this.action = safe("Action", action);
        headers.forEach((name, value) -> attributes.put(safe(name, name), safe(name, value)));
    }

    AmiAction(String action) {
        this(action, Map.of());
    }

    AmiAction(String action, String header, String value) {
        this(action, Map.of(header, value));
    }

    /** Two headers, in this order. */
    AmiAction(String action, String header, String value, String header2, String value2) {
        this(action, ordered(header, value, header2, value2));
    }

    @Override
    public String getAction() {
        return action;
    }

    /** What the library appends to the action as it is. */
    public Map<String, Object> getAttributes() {
        return attributes;
    }

    /** Says nothing of the values: one may be a secret. */
    @Override
    public String toString() {
        return action + attributes.keySet();
    }

    static String safe(String name, String text) {
        if (text.chars().anyMatch(c -> c < ' ' || c == 0x7f || c == 0x85 || c == 0x2028 || c == 0x2029)) {
            throw new IllegalArgumentException("a control character in \"" + name.replaceAll("\\p{Cntrl}", "?")
                    + "\" of an AMI action: refused, because it could smuggle in a second action");
        }
        if (name.length() + text.length() > LONGEST_LINE) {
            throw new IllegalArgumentException("\"" + name + "\" of an AMI action is " + text.length()
                    + " characters long: Asterisk takes a line of " + LONGEST_LINE + " at most");
        }
        return text;
    }

    private static Map<String, String> ordered(String header, String value, String header2, String value2) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(header, value);
        headers.put(header2, value2);
        return headers;
    }
}
