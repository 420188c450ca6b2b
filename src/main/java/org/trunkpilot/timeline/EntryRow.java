package org.trunkpilot.timeline;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

@Entity
@Table(name = "timeline_entry")
class EntryRow implements Row {
    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "timeline_entry_seq")
    @SequenceGenerator(name = "timeline_entry_seq", sequenceName = "timeline_entry_seq", allocationSize = 500)
    long id;

    Instant happenedAt;
    String pbx;
    String kind;

    @Nullable String trunk;

    @Nullable String route;

    String words;
    String detail;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    EntryRow() {}

    EntryRow(Entry entry) {
        happenedAt = Columns.micros(entry.at());
        pbx = entry.pbx().name();
        kind = entry.kind().name();
        trunk = entry.trunk().map(TrunkId::name).orElse(null);
        route = entry.route().map(RouteId::name).orElse(null);
        words = Columns.fit(entry.words(), Columns.WORDS);
        detail = Json.detail(entry.detail());
    }

    Timeline.StoredEntry stored() {
        return new Timeline.StoredEntry(
                id,
                new Entry(
                        happenedAt,
                        new PbxId(pbx),
                        Entry.Kind.valueOf(kind),
                        Optional.ofNullable(trunk).map(TrunkId::new),
                        Optional.ofNullable(route).map(RouteId::new),
                        words,
                        Json.detail(detail)));
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public boolean sample() {
        return false;
    }
}
