#include "ui/shell/tile_reader.h"

#include "engine/session/import_result.h"
#include "ui/bridge/session_bridge.h"

#include <utility>

namespace zscape {

TileReader::TileReader(SessionBridge* bridge, QObject* parent) : QObject(parent), bridge_(bridge) {
    connect(bridge, &SessionBridge::jobEnded, this,
            [this](JobId job, event::JobEnded::How how) { jobEnded(job, how); });
}

void TileReader::read(const std::shared_ptr<const ImageSet>& images, int64_t image, int side, uint8_t ground,
                      std::function<void(const TileOverview&)> then) {
    waiting_.reset();
    if (!images->placeOf(image).isTile()) return;
    Wish wish{images, image, side, ground, std::move(then)};
    if (reading_) waiting_ = std::move(wish);
    else begin(std::move(wish));
}

void TileReader::begin(Wish wish) {
    job_ = bridge_->session().readTileOverview(wish.images, wish.image, wish.side, wish.ground);
    reading_ = std::move(wish);
}

void TileReader::jobEnded(JobId job, event::JobEnded::How how) {
    if (!reading_ || job != job_) return;
    const Wish done = std::exchange(reading_, std::nullopt).value();
    if (waiting_) return begin(std::exchange(waiting_, std::nullopt).value());
    // What cannot be read is told where the set is trained on or shown.
    if (how != event::JobEnded::How::Done) return;
    if (const std::optional<TileOverview> overview = bridge_->session().tileOverviewOf(job)) done.then(*overview);
}

}  // namespace zscape
