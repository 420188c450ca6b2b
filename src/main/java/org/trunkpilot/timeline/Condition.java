package org.trunkpilot.timeline;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.hibernate.StatelessSession;
import org.hibernate.query.SelectionQuery;

/** The where clause of a query whose filters may be left out. The row is called {@code r}. */
final class Condition {
    private final StringBuilder clause = new StringBuilder();
    private final Map<String, Object> parameters = new LinkedHashMap<>();

    /** One more thing that must hold, when there is a value to hold it against. */
    Condition and(String term, String name, Optional<?> value) {
        value.ifPresent(given -> add(clause.isEmpty() ? " where " : " and ", term, name, given));
        return this;
    }

    Condition or(String term, String name, Object value) {
        add(" or ", term, name, value);
        return this;
    }

    private void add(String joint, String term, String name, Object value) {
        clause.append(joint).append(term);
        parameters.put(name, value);
    }

    <R> SelectionQuery<R> select(StatelessSession session, Class<R> row, String order) {
        SelectionQuery<R> query =
                session.createSelectionQuery("from " + row.getSimpleName() + " r" + clause + order, row);
        parameters.forEach(query::setParameter);
        return query;
    }
}
