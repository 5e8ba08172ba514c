#pragma once

#include "ui/plane/decoder_panel.h"
#include "ui/plane/interpolation_panel.h"
#include "ui/selection/selection_types.h"
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
class FilmControl;
class MessageStrip;
class SelectionModel;
class SessionBridge;

/// The path between the ends of the selection: what images, codes and files dropped on an end are, where encoded ends
/// lie, and the stops and pictures between them.
class PathControl : public QObject {
    Q_OBJECT

public:
    PathControl(SessionBridge* bridge, const PanelSet& panels, SelectionModel* selection, CodeSpace* space,
                QObject* parent);

    void setImage(PathEnd end, int64_t image);
    void setCode(PathEnd end, const std::vector<float>& code);
    void setFile(PathEnd end, const QString& file);
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
    /// Decodes the path anew, by the weights that are there.
    void walk();
    /// The path that is there, and where `code` lies on it.
    std::optional<DecoderPanel::Path> pathWith(const std::vector<float>& code) const;
    /// Of the weights that the pictures of the path are of; below 0: there is no path.
    int64_t walkedStep() const { return stops_.empty() ? -1 : walkedStep_; }

Q_SIGNALS:
    void exported(const QString& file);
    /// While the path plays: the code that it is at.
    void walked(std::vector<float> code);

private:
    void connectPlane();
    void connectPanel();
    void takeEnd(PathEnd end);
    enum class Ask { Anew, WhenAnswered };
    /// Ends that have a picture are encoded by the newest weights: the plane's own codes may be many steps older.
    /// Without an encoder an image's own code is the plane's. \return true when an end has moved at once
    bool encodeEnds(Ask ask);
    bool isEncoded(const EndPoint& end) const;
    void takeEnds(const ServiceAnswer& answer);
    void showDecoded();
    void showPath();
    void answered(Lane lane);
    void takeFiles();
    void jobEnded(JobId job, event::JobEnded::How how, const QString& sentence);
    void goTo(int stop);
    void playAt(double place);

    SessionBridge* bridge_ = nullptr;
    PanelSet panels_;
    SelectionModel* selection_ = nullptr;
    CodeSpace* space_ = nullptr;
    FilmControl* film_ = nullptr;
    std::vector<std::vector<float>> stops_;
    uint64_t walkTicket_ = 0;
    int64_t walkedStep_ = -1;
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
        MessageStrip* strip = nullptr;
        QString file;
    };
    std::map<JobId, Watched> watched_;
};

}  // namespace zscape
