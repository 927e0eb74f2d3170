package io.transom.manager.door;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import io.transom.manager.count.Counters;
import java.net.InetAddress;

/** Judges the first request of a connection by where it comes from, where a trusted proxy tells; then it is done. */
final class Introduction extends ChannelInboundHandlerAdapter {
    private final Gate gate;
    private final TrustedProxies trusted;
    private final Counters counters;

    Introduction(Gate gate, TrustedProxies trusted, Counters counters) {
        this.gate = gate;
        this.trusted = trusted;
        this.counters = counters;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof FullHttpRequest request)) {
            context.fireChannelRead(message);
            return;
        }
        InetAddress peer = Gate.peer(context.channel());
        if (trusted.contains(peer)) {
            judge(context, request, peer);
        } else {
            if (ForwardedFor.isIn(request.headers())) {
                counters.count("forwarded headers ignored: not from a trusted proxy");
            }
            pass(context, request);
        }
    }

    private void judge(ChannelHandlerContext context, FullHttpRequest request, InetAddress peer) {
        boolean admitted = switch (ForwardedFor.of(request.headers(), trusted)) {
            case ForwardedFor.Named named -> gate.admits(context.channel(), named.source());
            case ForwardedFor.Absent absent -> {
                counters.count("requests of a trusted proxy that doesn't say for whom");
                yield gate.admitsPeer(context.channel(), peer);
            }
            case ForwardedFor.Unreadable unreadable -> {
                counters.count("forwarded headers that can't be read");
                refuse(context, request, HttpResponseStatus.BAD_REQUEST);
                yield false;
            }
        };
        if (admitted) {
            pass(context, request);
        } else if (request.refCnt() > 0) {
            refuse(context, request, HttpResponseStatus.TOO_MANY_REQUESTS);
        }
    }

    private void pass(ChannelHandlerContext context, FullHttpRequest request) {
        context.fireChannelRead(request);
        if (!context.isRemoved()) {
            context.pipeline().remove(this);
        }
    }

    private static void refuse(ChannelHandlerContext context, FullHttpRequest request, HttpResponseStatus status) {
        ReferenceCountUtil.release(request);
        context.channel().config().setAutoRead(false);
        DefaultFullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status);
        response.headers()
                .set(HttpHeaderNames.CONTENT_LENGTH, 0)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
}
