package io.transom.node.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

final class SocketsTest {
    private final Sockets sockets = new Sockets();

    @Test
    void every_socket_sends_at_once_and_is_closed_with_the_connection() throws Exception {
        for (SocketFactory factory : List.of(sockets.plain(), sockets.secure(TlsTrust.ofThisPlatform()))) {
            assertThat(factory.createSocket().getTcpNoDelay()).isTrue();
        }
        Socket plain = sockets.plain().createSocket();
        Socket secure = sockets.secure(TlsTrust.ofThisPlatform()).createSocket();
        assertThat(secure).isInstanceOf(SSLSocket.class);
        sockets.closeAll();
        assertThat(plain.isClosed()).isTrue();
        assertThat(secure.isClosed()).isTrue();
        assertThatThrownBy(() -> sockets.plain().createSocket()).isInstanceOf(IOException.class);
    }

    @Test
    void an_address_that_is_still_there_is_not_lost() throws Exception {
        try (ServerSocket server = new ServerSocket(0)) {
            Socket socket = sockets.plain().createSocket();
            assertThat(sockets.anyHasLostItsAddress()).as("not connected yet").isFalse();
            socket.connect(new InetSocketAddress("127.0.0.1", server.getLocalPort()));
            assertThat(sockets.anyHasLostItsAddress()).isFalse();
        }
        sockets.closeAll();
    }
}
