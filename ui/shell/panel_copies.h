#pragma once

#include "ui/shell/panel_set.h"

#include <QObject>

namespace zscape {

class SelectionModel;
class SessionBridge;

/// What Copy copies of each panel. The plane, the decoder and the path know their pictures themselves.
class PanelCopies : public QObject {
    Q_OBJECT

public:
    PanelCopies(SessionBridge* bridge, const PanelSet& panels, SelectionModel* selection, QObject* parent);

Q_SIGNALS:
    void copied();
};

}  // namespace zscape
