package org.trunkpilot.operator;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

interface TokenRows extends JpaRepository<TokenRow, Long> {
    Optional<TokenRow> findByHash(String hash);

    boolean existsByName(String name);

    List<TokenRow> findAllByOrderById();

    /** Revokes once: 1 for whoever was first. */
    @Modifying(clearAutomatically = true, flushAutomatically = true)
    @Query("update TokenRow t set t.revokedAt = :at where t.id = :id and t.revokedAt is null")
    int revoke(long id, Instant at);
}
