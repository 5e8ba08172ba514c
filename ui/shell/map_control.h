#pragma once

#include "engine/session/layout_snapshot.h"
#include "ui/plane/plane_types.h"
#include "ui/shell/panel_set.h"

#include <QObject>

#include <map>

namespace zscape {

class CodeSpace;
class SessionBridge;
class StatusLine;

/// Which projection of the codes the plane shows: the card of its header asks, the session makes maps, the code space
/// says where codes lie on them.
class MapControl : public QObject {
    Q_OBJECT

public:
    MapControl(SessionBridge* bridge, const PanelSet& panels, CodeSpace* space, QObject* parent);

Q_SIGNALS:
    /// "t-SNE 312 of 750"; empty where none is on its way.
    void statusChanged(const QString& text);

private:
    void connectCard();
    void choose(PlaneProjection projection);
    /// The one of this kind that is there, or one by the form.
    void showMap(LayoutKind kind);
    void begin(const LayoutRequest& request);
    void show();
    void tell();

    SessionBridge* bridge_ = nullptr;
    PanelSet panels_;
    CodeSpace* space_ = nullptr;
    int axisX_ = 0, axisY_ = 1;
    bool follows_ = true;
    std::map<LayoutKind, LayoutRequest> begun_;  ///< of this model
    bool explained_ = false;                     ///< what a click on a map means was said
    ErrorInfo told_;                             ///< the failure or remark that stands in the strip
};

}  // namespace zscape
