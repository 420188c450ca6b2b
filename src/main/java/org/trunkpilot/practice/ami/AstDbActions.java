package org.trunkpilot.practice.ami;

import org.trunkpilot.practice.world.AstDb;

/** Actions on AstDB. */
final class AstDbActions {
    private final AstDb db;

    AstDbActions(AstDb db) {
        this.db = db;
    }

    void addTo(Actions actions) {
        actions.add(
                "DBGet",
                "Get DB Entry.",
                (s, request, reply) -> get(request, reply),
                EventClass.SYSTEM,
                EventClass.REPORTING);
        actions.add(
                "DBGetTree",
                "Get DB entries, optionally at a particular family/key",
                (s, request, reply) -> tree(request, reply),
                EventClass.SYSTEM,
                EventClass.REPORTING);
        actions.add("DBPut", "Put DB entry.", (s, request, reply) -> put(request, reply), EventClass.SYSTEM);
        actions.add("DBDel", "Delete DB entry.", (s, request, reply) -> delete(request, reply), EventClass.SYSTEM);
        actions.add(
                "DBDelTree", "Delete DB Tree.", (s, request, reply) -> deleteTree(request, reply), EventClass.SYSTEM);
    }

    private void get(Request request, Reply reply) {
        if (lacks(request, reply, true)) {
            return;
        }
        var value = db.get(request.get("Family"), request.get("Key"));
        if (value.isEmpty()) {
            reply.error("Database entry not found");
            return;
        }
        reply.list("Result will follow");
        reply.send(reply.end(Message.event("DBGetResponse")
                .with("Family", request.get("Family"))
                .with("Key", request.get("Key"))
                .with("Val", value.get())));
        reply.send(reply.complete("DBGetComplete", 1));
    }

    private void tree(Request request, Reply reply) {
        var entries = db.tree(request.get("Family"), request.get("Key"));
        reply.list("Result will follow");
        entries.forEach(entry -> reply.send(reply.end(
                Message.event("DBGetTreeResponse").with("Key", entry.path()).with("Val", entry.value()))));
        reply.send(reply.complete("DBGetTreeComplete", entries.size()));
    }

    private void put(Request request, Reply reply) {
        if (lacks(request, reply, true)) {
            return;
        }
        if (db.put(request.get("Family"), request.get("Key"), request.get("Val"))) {
            reply.success("Updated database successfully");
        } else {
            reply.error("Failed to update entry");
        }
    }

    private void delete(Request request, Reply reply) {
        if (lacks(request, reply, true)) {
            return;
        }
        if (db.delete(request.get("Family"), request.get("Key"))) {
            reply.success("Key deleted successfully");
        } else {
            reply.error("Database entry could not be deleted");
        }
    }

    private void deleteTree(Request request, Reply reply) {
        if (lacks(request, reply, false)) {
            return;
        }
        if (db.deleteTree(request.get("Family"), request.get("Key")) > 0) {
            reply.success("Key tree deleted successfully");
        } else {
            reply.error("Database entry not found");
        }
    }

    private static boolean lacks(Request request, Reply reply, boolean key) {
        if (request.get("Family").isEmpty()) {
            reply.error("No family specified.");
            return true;
        }
        if (key && request.get("Key").isEmpty()) {
            reply.error("No key specified.");
            return true;
        }
        return false;
    }
}
