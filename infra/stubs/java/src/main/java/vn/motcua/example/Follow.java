// SPDX-License-Identifier: Apache-2.0
package vn.motcua.example;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import motcua.intake.v1.IntakeServiceGrpc;
import motcua.intake.v1.Watching.WatchEventsRequest;

/** Follows what happens to dossiers: a stream that goes on where it stopped. */
public final class Follow {
    private Follow() {}

    /** MOTCUA_GRPC, MOTCUA_TOKEN and MOTCUA_CURSOR say where, who, and after what. */
    public static void main(String[] arguments) {
        // Loopback; elsewhere useTransportSecurity().
        ManagedChannel channel = ManagedChannelBuilder.forTarget(System.getenv("MOTCUA_GRPC")).usePlaintext().build();
        Metadata headers = new Metadata();
        headers.put(
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
                "Bearer " + System.getenv("MOTCUA_TOKEN"));
        IntakeServiceGrpc.IntakeServiceBlockingStub intake =
                IntakeServiceGrpc.newBlockingStub(channel)
                        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
        String cursor = System.getenv().getOrDefault("MOTCUA_CURSOR", "");
        intake.watchEvents(WatchEventsRequest.newBuilder().setCursor(cursor).build())
                .forEachRemaining(
                        message -> {
                            if (message.hasEvent()) {
                                System.out.println(message.getEvent().getDossierCode() + " " + message.getEvent().getType());
                            }
                            System.out.println("cursor " + message.getCursor()); // keep it once the event was dealt with
                        });
    }
}
