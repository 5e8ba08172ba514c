#pragma once

#include "engine/session/import_result.h"
#include "engine/session/types.h"

#include <QObject>
#include <QTimer>

#include <optional>

class QWidget;

namespace zscape {

class ImportPage;
class PageHost;
class SessionBridge;

/// The import page and the session: reads what was dropped, arranges it anew as a person chooses, and says what is to
/// be used. The run that is there knows nothing of it until then.
class ImportController : public QObject {
    Q_OBJECT

public:
    ImportController(SessionBridge* bridge, PageHost* host, ImportPage* page, QWidget* window);

    /// Opens the page on `request`; what was in it before is given up.
    void begin(ImportRequest request);
    /// Gives up what is in hand and closes the page.
    void cancel();

Q_SIGNALS:
    /// Use. \param share what is held out of a random split, where it is another than the model's
    void useWanted(const zscape::ImportRequest& request, std::optional<double> share);
    /// Nothing could be read; the page has closed.
    void failed(const QString& sentence);

private:
    void read(ImportRequest request);
    void arrange(const ImportSettings& settings, double share);
    void chooseTable();
    void giveUpJobs();
    void showProgress();
    void jobEnded(JobId id, event::JobEnded::How how, const QString& sentence);
    void take(std::shared_ptr<const Imported> imported);

    SessionBridge* bridge_ = nullptr;
    PageHost* host_ = nullptr;
    ImportPage* page_ = nullptr;
    QWidget* window_ = nullptr;
    std::optional<JobId> reading_;
    std::optional<JobId> arranging_;
    std::shared_ptr<const Imported> base_;  ///< the last one that was read
    ImportRequest asked_;                   ///< what was opened, with the set that was chosen since
    double shareBefore_ = 0.1;              ///< the model's
    double share_ = 0.1;                    ///< the page's
    QTimer progress_;
};

/// The share of the images that the run's recipe holds out, as it is set now.
double heldOutShareOf(const RunInfo& info);

}  // namespace zscape
