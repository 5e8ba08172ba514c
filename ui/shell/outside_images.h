#pragma once

#include "ui/selection/selection_types.h"
#include "ui/shell/panel_set.h"

#include "engine/session/types.h"

#include <QObject>

namespace zscape {

class CodeSpace;
class SelectionModel;
class SessionBridge;

/// The picture from outside that lies on the plane: what the decoder draws at its code, its code by the newest weights,
/// and how it becomes an end of the path.
class OutsideImages : public QObject {
    Q_OBJECT

public:
    OutsideImages(SessionBridge* bridge, const PanelSet& panels, SelectionModel* selection, CodeSpace* space,
                  QObject* parent);

private:
    void setEnd(PathEnd end);
    void decode();
    /// Encodes it by the weights of now. Without an encoder a code is searched for, once, when it comes.
    void encode();
    void answered();

    SessionBridge* bridge_;
    PanelSet panels_;
    SelectionModel* selection_;
    uint64_t decoding_ = 0;  ///< tickets of the lane Files; 0: nothing is asked
    uint64_t encoding_ = 0;
    int64_t encodedStep_ = -1;  ///< steps of the run when it was encoded last
};

}  // namespace zscape
