package org.trunkpilot.signal;

/** SIP response codes in the words of RFC 3261 section 21, for sentences. */
final class SipCode {
    private SipCode() {}

    /** Such as "503 Service Unavailable"; "SIP 599" for a code without a name here. */
    static String words(int code) {
        var phrase = switch (code) {
            case 401 -> "Unauthorized";
            case 402 -> "Payment Required";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 407 -> "Proxy Authentication Required";
            case 408 -> "Request Timeout";
            case 410 -> "Gone";
            case 415 -> "Unsupported Media Type";
            case 480 -> "Temporarily Unavailable";
            case 482 -> "Loop Detected";
            case 483 -> "Too Many Hops";
            case 484 -> "Address Incomplete";
            case 485 -> "Ambiguous";
            case 486 -> "Busy Here";
            case 487 -> "Request Terminated";
            case 488 -> "Not Acceptable Here";
            case 500 -> "Server Internal Error";
            case 501 -> "Not Implemented";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Server Time-out";
            case 513 -> "Message Too Large";
            case 580 -> "Precondition Failure";
            case 600 -> "Busy Everywhere";
            case 603 -> "Decline";
            case 604 -> "Does Not Exist Anywhere";
            case 606 -> "Not Acceptable";
            case 607 -> "Unwanted";
            case 608 -> "Rejected";
            default -> "";
        };
        return phrase.isEmpty() ? "SIP " + code : code + " " + phrase;
    }
}
