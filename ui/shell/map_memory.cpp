#include "ui/shell/map_memory.h"

#include "ui/bridge/kept_settings.h"
#include "ui/plane/projection_card.h"
#include "ui/shell/stored_value.h"

namespace zscape {

namespace {
constexpr QLatin1String kPerplexity("map/perplexity");
constexpr QLatin1String kNeighbours("map/neighbours");
constexpr QLatin1String kMinDistance("map/minDistance");
constexpr QLatin1String kExaggeration("map/exaggeration");
constexpr QLatin1String kExaggerated("map/exaggerated");

QString iterationsKey(LayoutKind kind) {
    return kind == LayoutKind::Umap ? QStringLiteral("map/iterations/umap") : QStringLiteral("map/iterations/tsne");
}
}  // namespace

void restoreMaps(ProjectionCard* card) {
    for (const LayoutKind kind : {LayoutKind::Tsne, LayoutKind::Umap}) {
        LayoutRequest request = card->request(kind);
        LayoutSettings& settings = request.settings;
        settings.perplexity = storedValue(kPerplexity, 2.0, 200.0, settings.perplexity);
        settings.neighbours = storedValue(kNeighbours, 2, 200, settings.neighbours);
        settings.minDistance = storedValue(kMinDistance, 0.0, 1.0, settings.minDistance);
        settings.exaggeration = storedValue(kExaggeration, 1.0, 100.0, settings.exaggeration);
        settings.exaggerated = storedValue(kExaggerated, 0, 10'000, settings.exaggerated);
        settings.iterations = storedValue(iterationsKey(kind), 0, 100'000, settings.iterations);
        card->setRequest(request);
    }
}

void storeMap(const LayoutRequest& request) {
    KeptSettings settings;
    settings.setValue(iterationsKey(request.settings.kind), request.settings.iterations);
    if (request.settings.kind == LayoutKind::Umap) {
        settings.setValue(kNeighbours, request.settings.neighbours);
        settings.setValue(kMinDistance, request.settings.minDistance);
    } else {
        settings.setValue(kPerplexity, request.settings.perplexity);
        settings.setValue(kExaggeration, request.settings.exaggeration);
        settings.setValue(kExaggerated, request.settings.exaggerated);
    }
}

}  // namespace zscape
