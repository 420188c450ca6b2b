package org.trunkpilot.operator;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may sign in to the page: {@link #ADMIN}, who is always there, and those whom admins make. A user's file is read at each sign-in
 * and each request of a session, so a change counts at once, whoever made it.
 */
public class Users {
    /** The user that the installation begins with. */
    public static final String ADMIN = "admin";

    private static final Logger LOG = LoggerFactory.getLogger(Users.class);

    private static final int MOST = 500;

    private final Path dataDir;
    private final AdminPassword admin;
    private final Tokens tokens;
    private final InstantSource clock;

    /** Files that are no users, so that each is said once. */
    private final Set<Path> said = ConcurrentHashMap.newKeySet();

    Users(Path dataDir, AdminPassword admin, Tokens tokens, InstantSource clock) {
        this.dataDir = dataDir;
        this.admin = admin;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** A user as it may be listed. */
    record Listed(String name, Role role, Instant createdAt, String createdBy) {
        static Listed of(UserFile file) {
            return new Listed(file.name(), file.role(), file.createdAt(), file.createdBy());
        }
    }

    /** A user with a password that was just made up: shown this once. */
    record Made(Listed user, String password) {}

    /** By name; {@link #ADMIN} is not among them. */
    List<Listed> list() {
        return UserFile.all(dataDir, this::notAUser).stream().map(Listed::of).toList();
    }

    /** @throws ApiProblem when the name cannot be one or is taken, or there are too many */
    synchronized Made create(String name, Role role, String by) {
        TokenName.objection(name).ifPresent(objection -> {
            throw ApiProblem.invalid("name", objection);
        });
        if (UserFile.exists(dataDir, name)) {
            throw ApiProblem.conflict("There is a user named " + name + " already.");
        }
        if (tokens.hasNamed(name)) {
            throw ApiProblem.conflict("There is, or was, a token named " + name
                    + ": the record would take one for the other. Take another name.");
        }
        if (list().size() >= MOST) {
            throw ApiProblem.conflict("There are " + MOST + " users; that is the most.");
        }
        return made(() -> UserFile.create(dataDir, name, role, by, clock.instant()));
    }

    /** Whoever is signed in as that user signs in again. Empty when there is none of that name. */
    synchronized Optional<Made> newPassword(String name) {
        return find(name).map(user -> made(() -> user.withNewPassword(dataDir)));
    }

    /** Gives another role; whoever is signed in as that user signs in again. Empty when there is none of that name. */
    synchronized Optional<Changed> role(String name, Role role) {
        return find(name).map(user -> {
            UserFile changed = user.withRole(role);
            written(() -> changed.write(dataDir));
            return new Changed(Listed.of(user), Listed.of(changed));
        });
    }

    /** How a user was and is. */
    record Changed(Listed before, Listed after) {}

    /** Whoever is signed in as that user is out at once. Empty when there is none of that name. */
    synchronized Optional<Listed> remove(String name) {
        return find(name).map(user -> {
            written(user::delete);
            return Listed.of(user);
        });
    }

    /** Takes as long for a name that there is not as for a wrong password: the time must not tell names from each other. */
    public Optional<SignedIn> signIn(String name, String password) {
        if (name.equals(ADMIN)) {
            String hash = admin.hash();
            return admin.matches(password) ? Optional.of(signedIn(ADMIN, Role.ADMIN, hash)) : Optional.empty();
        }
        Optional<UserFile> user = find(name);
        boolean right = Passwords.matches(password, user.map(UserFile::hash).orElseGet(admin::hash));
        return user.filter(it -> right).map(it -> signedIn(it.name(), it.role(), it.hash()));
    }

    /** Whether somebody who signed in still may: the password and the role are what they were then. */
    public boolean stillGood(SignedIn who) {
        Optional<SignedIn> now = who.name().equals(ADMIN)
                ? Optional.of(signedIn(ADMIN, Role.ADMIN, admin.hash()))
                : find(who.name()).map(it -> signedIn(it.name(), it.role(), it.hash()));
        return now.filter(who::equals).isPresent();
    }

    /**
     * Changes the own password. All other sessions of that user are over.
     *
     * @return who they are from now on
     * @throws ApiProblem naming what does not fit
     */
    public synchronized SignedIn changeOwn(SignedIn who, String current, String wanted) {
        if (who.way() != SignedIn.Way.PASSWORD) {
            throw ApiProblem.conflict("A token has no password. Sign in at the page as the user whose password it is.");
        }
        Passwords.objection(wanted).ifPresent(objection -> {
            throw ApiProblem.invalid("password", objection);
        });
        SignedIn known =
                signIn(who.name(), current).orElseThrow(() -> ApiProblem.invalid("current", "is not your password"));
        if (known.name().equals(ADMIN)) {
            admin.change(wanted);
            return signedIn(ADMIN, Role.ADMIN, admin.hash());
        }
        UserFile changed = find(known.name())
                .orElseThrow(() -> ApiProblem.notFound("There is no user " + known.name() + " any more."))
                .withHash(Passwords.hash(wanted));
        written(() -> changed.write(dataDir));
        return signedIn(changed.name(), changed.role(), changed.hash());
    }

    /** The admin's password that was made up at this start; given out once, and never again. */
    public Optional<String> takeMadeUp() {
        return admin.takeMadeUp();
    }

    private static SignedIn signedIn(String name, Role role, String hash) {
        return new SignedIn(name, role, SignedIn.Way.PASSWORD, Answers.sha256(hash));
    }

    private Optional<UserFile> find(String name) {
        return UserFile.find(dataDir, name, this::notAUser);
    }

    private Made made(Supplier<UserFile.Made> making) {
        try {
            UserFile.Made made = making.get();
            return new Made(Listed.of(made.user()), made.password());
        } catch (UncheckedIOException e) {
            throw notKept(e);
        }
    }

    private static void written(Runnable writing) {
        try {
            writing.run();
        } catch (UncheckedIOException e) {
            throw notKept(e);
        }
    }

    private static ApiProblem notKept(UncheckedIOException e) {
        LOG.warn("user not kept because=\"{}: {}\"", e.getMessage(), String.valueOf(e.getCause()));
        return ApiProblem.unavailable("Nothing was changed: " + e.getMessage() + ". The log says more.");
    }

    private void notAUser(Path file, String why) {
        if (said.size() < MOST && said.add(file)) {
            LOG.warn(
                    "user file={} ignored because=\"{}\": make it readable for the user of the service, or delete it",
                    file,
                    why);
        }
    }
}
