// SPDX-License-Identifier: Apache-2.0

// Follows what happens to dossiers: a stream that goes on where it stopped.
//
//	MOTCUA_GRPC=127.0.0.1:50051 MOTCUA_TOKEN=… go run .
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"

	intake "example.org/motcua/motcua/intake/v1"
)

func main() {
	// Loopback; elsewhere credentials.NewTLS.
	connection, err := grpc.NewClient(os.Getenv("MOTCUA_GRPC"), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		log.Fatal(err)
	}
	defer connection.Close()
	call := metadata.AppendToOutgoingContext(context.Background(), "authorization", "Bearer "+os.Getenv("MOTCUA_TOKEN"))
	stream, err := intake.NewIntakeServiceClient(connection).WatchEvents(call, &intake.WatchEventsRequest{Cursor: os.Getenv("MOTCUA_CURSOR")})
	if err != nil {
		log.Fatal(err)
	}
	for {
		message, err := stream.Recv()
		if err != nil {
			log.Fatal(err) // open it again with the last cursor
		}
		if event := message.GetEvent(); event != nil {
			fmt.Println(event.GetDossierCode(), event.GetType())
		}
		fmt.Println("cursor", message.GetCursor()) // keep it once the event was dealt with
	}
}
