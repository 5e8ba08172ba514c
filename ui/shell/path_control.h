#pragma once

#include "ui/plane/interpolation_panel.h"
#include "ui/plane/plane_types.h"
#include "ui/shell/panel_set.h"

#include "engine/session/types.h"

#include <QObject>
#include <QTimer>

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace zscape {

class CodeSpace;
class MessageStrip;
class SessionBridge;

/// The path from A to B: its ends (images, places, files), its pictures, the plane and the Interpolation panel in step.
class PathControl : public QObject {
    Q_OBJECT

public:
    PathControl(SessionBridge* bridge, const PanelSet& panels, CodeSpace* space, QObject* parent);

    void setImage(PathEnd end, int64_t image);
    void setCode(PathEnd end, const std::vector<float>& code);
    void setFile(PathEnd end, const QString& file);
    void clearEnd(PathEnd end);
    void clear();
    /// Codes have moved: ends that are images move along.
    void follow();

    using OnWay = std::function<void(const std::vector<float>& code)>;
    /// Reads and encodes a picture file; `then` gets its code, `onWay`, if any, the codes before it where it is
    /// searched for. A failure is told on the plane.
    void encodeFile(const QString& file, std::function<void(const std::vector<float>&, const Picture&)> then,
                    OnWay onWay = {});
    void exportAs(InterpolationPanel::ExportFormat format);
    /// A failure of this job, which writes `file`, is told in `strip`; success by exported().
    void watch(JobId job, MessageStrip* strip, const QString& file);

Q_SIGNALS:
    void exported(const QString& file);

private:
    struct End {
        int64_t image = -1;  ///< below 0: a place or a file
        std::vector<float> code;
        Picture picture;  ///< of the image or file; empty: what the decoder draws there
        QString name;
    };
    std::optional<End>& at(PathEnd end) { return ends_[end == PathEnd::A ? 0 : 1]; }
    void connectPlane();
    void connectPanel();
    void put(PathEnd end, End what);
    enum class Ask { Anew, WhenAnswered };
    /// Ends that have a picture are encoded by the newest weights: the plane's own codes may be many steps older.
    /// Without an encoder an image's own code is the plane's. \return true when an end has moved at once
    bool encodeEnds(Ask ask);
    bool isEncoded(const End& end) const;
    void takeEnds(const ServiceAnswer& answer);
    void showEnd(PathEnd end);
    void showPath();
    void walk();
    void answered(Lane lane);
    void takeFiles();
    void jobEnded(JobId job, event::JobEnded::How how, const QString& sentence);
    void goTo(int stop);

    SessionBridge* bridge_ = nullptr;
    PanelSet panels_;
    CodeSpace* space_ = nullptr;
    std::array<std::optional<End>, 2> ends_;
    std::optional<End> beforeMove_;  ///< the end in hand as it was before it was dragged
    std::vector<std::vector<float>> stops_;
    uint64_t walkTicket_ = 0;
    uint64_t endsTicket_ = 0;
    bool endsAnswered_ = false;
    std::array<bool, 2> endsAsked_{};  ///< whose pictures the ticket asks for

    struct Reading {
        std::function<void(const std::vector<float>&, const Picture&)> then;
        OnWay onWay;
        Picture picture;
    };
    std::map<JobId, Reading> reading_;
    std::map<uint64_t, Reading> encoding_;
    struct Watched {
        MessageStrip* strip;
        QString file;
    };
    std::map<JobId, Watched> watched_;
};

}  // namespace zscape
