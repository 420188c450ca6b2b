package org.trunkpilot.notify;

import com.icegreen.greenmail.util.GreenMail;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** As much of a mail relay as STARTTLS takes, with GreenMail's certificate; it takes any password and any mail. */
final class StartTlsRelay implements AutoCloseable {
    private final ServerSocket server;
    private final boolean offers;
    private final List<String> clear = new CopyOnWriteArrayList<>();
    private final List<String> secured = new CopyOnWriteArrayList<>();

    /** @param offers whether it says that it knows STARTTLS */
    StartTlsRelay(boolean offers) throws IOException {
        this.offers = offers;
        this.server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var thread = new Thread(this::serve, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    /** What the client said before it was enciphered. */
    List<String> heardInClear() {
        return clear;
    }

    List<String> heardOverTls() {
        return secured;
    }

    private void serve() {
        try (Socket socket = server.accept()) {
            say(socket, "220 relay.example.com ESMTP");
            if (talk(socket, clear)) {
                var tls = (SSLSocket) keyed().getSocketFactory().createSocket(socket, null, socket.getPort(), true);
                tls.setUseClientMode(false);
                talk(tls, secured);
            }
        } catch (IOException | GeneralSecurityException e) {
            if (!server.isClosed()) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** With the key that GreenMail brings along. */
    private static SSLContext keyed() throws IOException, GeneralSecurityException {
        char[] password = "changeit".toCharArray();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Objects.requireNonNull(GreenMail.class.getResourceAsStream("/greenmail.p12"))) {
            keys.load(in, password);
        }
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    /** Until the end, or until TLS is asked for, which it answers. */
    private boolean talk(Socket socket, List<String> heard) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        boolean mail = false;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (mail) {
                mail = !line.equals(".");
                if (!mail) {
                    say(socket, "250 taken");
                }
                continue;
            }
            heard.add(line);
            String verb = line.toUpperCase(Locale.ROOT);
            if (verb.startsWith("STARTTLS")) {
                say(socket, "220 go on");
                return true;
            }
            mail = verb.equals("DATA");
            say(socket, answer(verb));
        }
        return false;
    }

    private String answer(String verb) {
        if (verb.startsWith("EHLO")) {
            return offers
                    ? "250-relay.example.com\r\n250-STARTTLS\r\n250 AUTH PLAIN"
                    : "250-relay.example.com\r\n250 AUTH PLAIN";
        }
        return verb.startsWith("AUTH") ? "235 welcome" : verb.equals("DATA") ? "354 end it with a dot" : "250 ok";
    }

    private static void say(Socket socket, String line) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
