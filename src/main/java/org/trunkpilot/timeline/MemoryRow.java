package org.trunkpilot.timeline;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

@Entity
@Table(name = "controller_memory")
class MemoryRow {
    /** Longest memory that is kept, characters; as in the migrations. H2 ends at 1,048,576. */
    static final int LONGEST = 1_000_000;

    @Id
    String pbx;

    Instant keptAt;
    String memory;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    MemoryRow() {}

    MemoryRow(String pbx, Instant keptAt, String memory) {
        this.pbx = pbx;
        this.keptAt = Columns.micros(keptAt);
        this.memory = memory;
    }
}
