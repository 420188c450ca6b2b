package org.trunkpilot.operator;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "operator_token")
class TokenRow {
    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "operator_token_seq")
    @SequenceGenerator(name = "operator_token_seq", sequenceName = "operator_token_seq", allocationSize = 1)
    long id;

    String name;
    String hash;
    String role;
    Instant createdAt;
    String createdBy;

    @Nullable Instant expiresAt;

    @Nullable Instant revokedAt;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    TokenRow() {}

    TokenRow(String name, String hash, Role role, Instant createdAt, String createdBy, @Nullable Instant expiresAt) {
        this.name = name;
        this.hash = hash;
        this.role = role.name();
        this.createdAt = createdAt;
        this.createdBy = createdBy;
        this.expiresAt = expiresAt;
    }
}
