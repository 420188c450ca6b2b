package org.trunkpilot.practice.ami;

import java.util.function.Consumer;

/** What goes back to the one who asked. */
final class Reply {
    private final Request request;
    private final Consumer<Message> out;

    Reply(Request request, Consumer<Message> out) {
        this.request = request;
        this.out = out;
    }

    /** A message that begins like this and carries the id of the action; {@link #send} it when it is complete. */
    Message begin(String name, String value) {
        var message = Message.of(name, value);
        request.actionId().ifPresent(id -> message.with("ActionID", id));
        return message;
    }

    void send(Message message) {
        out.accept(message);
    }

    void success(String words) {
        send(begin("Response", "Success").with("Message", words));
    }

    void error(String words) {
        send(begin("Response", "Error").with("Message", words));
    }

    /** Begins a list of events. */
    void list(String words) {
        send(begin("Response", "Success").with("EventList", "start").with("Message", words));
    }

    /** The end of a list; more headers may follow. */
    Message complete(String event, int items) {
        return begin("Event", event).with("EventList", "Complete").with("ListItems", items);
    }

    /** For the events that have the id of the action last. */
    Message end(Message message) {
        request.actionId().ifPresent(id -> message.with("ActionID", id));
        return message;
    }
}
