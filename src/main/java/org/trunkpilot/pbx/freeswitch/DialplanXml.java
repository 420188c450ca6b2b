package org.trunkpilot.pbx.freeswitch;

/** Writes the elements of a dialplan; one condition at most is open. */
final class DialplanXml {
    private final StringBuilder text = new StringBuilder();

    void comment(String words) {
        text.append(" <!-- ").append(words.replace("--", "- -")).append(" -->\n");
    }

    void open(String tag, String name) {
        text.append(" <").append(tag).append(" name=\"").append(escaped(name)).append("\">\n");
    }

    DialplanXml extension(String name) {
        text.append("  <extension name=\"").append(escaped(name)).append("\">\n");
        return this;
    }

    DialplanXml extensionThatContinues(String name) {
        text.append("  <extension name=\"").append(escaped(name)).append("\" continue=\"true\">\n");
        return this;
    }

    /** A condition without which the next one does not count. */
    DialplanXml whenToo(String field, String expression) {
        condition(field, expression);
        text.append("/>\n");
        return this;
    }

    DialplanXml when(String field, String expression) {
        return branch(field, expression);
    }

    DialplanXml branch(String field, String expression) {
        condition(field, expression);
        text.append(">\n");
        return this;
    }

    DialplanXml always() {
        text.append("   <condition>\n");
        return this;
    }

    DialplanXml act(String application, String data) {
        text.append("    <action application=\"")
                .append(application)
                .append("\" data=\"")
                .append(escaped(data))
                .append("\"/>\n");
        return this;
    }

    /** A variable that later conditions of the same extension may use. */
    DialplanXml soon(String assignment) {
        text.append("    <action application=\"set\" data=\"")
                .append(escaped(assignment))
                .append("\" inline=\"true\"/>\n");
        return this;
    }

    /** The end of a condition, and not of its extension. */
    void end() {
        text.append("   </condition>\n");
    }

    /** The end of an extension, and of its condition, if one is open. */
    DialplanXml close() {
        if (!text.toString().endsWith("</condition>\n")) {
            end();
        }
        text.append("  </extension>\n");
        return this;
    }

    DialplanXml close(String tag) {
        text.append(" </").append(tag).append(">\n");
        return this;
    }

    private void condition(String field, String expression) {
        text.append("   <condition field=\"")
                .append(escaped(field))
                .append("\" expression=\"")
                .append(escaped(expression))
                .append('"');
    }

    private static String escaped(String value) {
        return value.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
