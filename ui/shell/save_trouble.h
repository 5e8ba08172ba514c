#pragma once

#include "engine/session/types.h"

#include <QObject>

#include <functional>

namespace zscape {

class MessageStrip;
class SessionBridge;

/// What could not be saved, for as long as it is not: a strip over the plane with the way out, told again when what is
/// said in between has had its time.
class SaveTrouble : public QObject {
    Q_OBJECT

public:
    /// \param saveCopy asks for a place and saves there
    SaveTrouble(SessionBridge* bridge, MessageStrip* strip, std::function<void()> saveCopy, QObject* parent);

private:
    void follow();
    void tell();

    SessionBridge* bridge_ = nullptr;
    MessageStrip* strip_ = nullptr;
    std::function<void()> saveCopy_;
    bool failed_ = false;  ///< as it was when it was looked at last
    bool speaks_ = false;  ///< the strip tells it
};

}  // namespace zscape
