package io.transom.node.tunnel;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.transom.node.control.ManagerUrl;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The WebSocket of a manager on loopback that says back what it hears: text first, then in two fragments. */
final class RelayPort implements AutoCloseable {
    private final EventLoopGroup threads =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("relay", true), NioIoHandler.newFactory());
    private final Channel door;
    final BlockingQueue<Channel> lines = new LinkedBlockingQueue<>();

    RelayPort(String path, String subProtocol) {
        door = new ServerBootstrap()
                .group(threads)
                .channel(NioServerSocketChannel.class)
                // Before a connection is accepted, so that its window is small from the start.
                .option(ChannelOption.SO_RCVBUF, 4096)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel line) {
                        lines.add(line);
                        line.pipeline()
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpObjectAggregator(4096))
                                .addLast(new WebSocketServerProtocolHandler(path, subProtocol))
                                .addLast(new Echo());
                    }
                })
                .bind(new InetSocketAddress("127.0.0.1", 0))
                .syncUninterruptibly()
                .channel();
    }

    ManagerUrl url() {
        return ManagerUrl.parse("ws://127.0.0.1:" + ((InetSocketAddress) door.localAddress()).getPort() + "/mqtt");
    }

    @Override
    public void close() {
        // Nobody answers there once this returns.
        threads.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static final class Echo extends SimpleChannelInboundHandler<WebSocketFrame> {
        @Override
        protected void channelRead0(ChannelHandlerContext line, WebSocketFrame frame) {
            int half = frame.content().readableBytes() / 2;
            line.write(new TextWebSocketFrame("not a datagram"));
            line.write(new BinaryWebSocketFrame(
                    false, 0, frame.content().readSlice(half).retain()));
            line.writeAndFlush(new ContinuationWebSocketFrame(
                    true,
                    0,
                    frame.content().readSlice(frame.content().readableBytes()).retain()));
        }
    }
}
