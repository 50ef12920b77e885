# The compiler runs as the builder is and writes for what the image is to be.
# Only BuildKit knows the two; elsewhere both are the machine itself.
FROM --platform=${BUILDPLATFORM:-linux} golang:1.26.8 AS build
ARG TARGETARCH
WORKDIR /src
COPY . .
RUN .ci/build /out/org-growth $TARGETARCH
# The licences of all that is in the binary ask to go with it.
RUN mkdir -p /out/licences && \
    cp LICENSE /out/licences/org-growth && \
    cp internal/chart/fonts/LICENSE /out/licences/roboto && \
    cp internal/page/kept/uplot/LICENSE /out/licences/uplot && \
    cp internal/page/kept/sortable/LICENSE /out/licences/sortable && \
    cp "$(go env GOROOT)/LICENSE" /out/licences/go && \
    for module in $(go list -deps -f '{{with .Module}}{{if not .Main}}{{.Path}}={{.Dir}}{{end}}{{end}}' . | sort -u); do \
        name="${module%%=*}" && mkdir -p "/out/licences/${name%/*}" && \
        cd "${module#*=}" && cat LICENSE LICENSE.md license licenses/ftl.txt > "/out/licences/$name" 2>/dev/null; \
        test -s "/out/licences/$name" || exit 1; \
    done

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /out/ /
# Root, because the workspace belongs to the runner's user, whose number no
# image can know; files written there are given to its owner. No shell stands
# before the binary: it would drop the inputs whose names have a dash.
ENTRYPOINT ["/org-growth"]
