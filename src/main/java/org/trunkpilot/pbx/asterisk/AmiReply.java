package org.trunkpilot.pbx.asterisk;

import java.util.List;

/**
 * What Asterisk answered to one action.
 *
 * @param success whether the response was {@code Success} (or {@code Goodbye})
 * @param response the response's own headers
 * @param items the events of the list that came with it, without the one that closes it; empty when it was none
 */
record AmiReply(boolean success, AmiItem response, List<AmiItem> items) {
    AmiReply {
        items = List.copyOf(items);
    }

    /** Asterisk's own words, such as "Permission denied". */
    String message() {
        return response.get("message");
    }

    /** A header of the response, empty when it is not there. */
    String get(String header) {
        return response.get(header);
    }

    /** Whether our account lacks the right. */
    boolean denied() {
        return !success && message().startsWith("Permission denied");
    }
}
