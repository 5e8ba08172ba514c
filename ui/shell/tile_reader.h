#pragma once

#include "engine/session/types.h"
#include "ui/widgets/tile_picture.h"

#include <QObject>

#include <optional>

namespace zscape {

class SessionBridge;

/// Reads the pictures that tiles were cut from, off the event loop: they may be of gigabytes. One at a time; of what is
/// asked for meanwhile the newest waits.
class TileReader : public QObject {
    Q_OBJECT

public:
    TileReader(SessionBridge* bridge, QObject* parent);

    /// As TileOverviews. What `then` holds outlives this.
    void read(const std::shared_ptr<const ImageSet>& images, int64_t image, int side, uint8_t ground,
              std::function<void(const TileOverview&)> then);

private:
    struct Wish {
        std::shared_ptr<const ImageSet> images;
        int64_t image;
        int side;
        uint8_t ground;
        std::function<void(const TileOverview&)> then;
    };
    void begin(Wish wish);
    void jobEnded(JobId job, event::JobEnded::How how);

    SessionBridge* bridge_ = nullptr;
    JobId job_ = 0;  ///< 0: none is read
    std::optional<Wish> reading_, waiting_;
};

}  // namespace zscape
