//! How the engine looks from Python: conversions and nothing else. The words are those of `src/pressel/_engine.pyi`.

mod commands;
mod events;

use std::net::{SocketAddr, ToSocketAddrs};
use std::time::Duration;

use pressel_runtime::{Config, StartError};
use pyo3::exceptions::{PyOSError, PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

#[pymodule(gil_used = false)]
fn _engine(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<Engine>()?;
    module.add_function(wrap_pyfunction!(swarm, module)?)
}

#[pyfunction]
fn swarm(py: Python<'_>, arguments: Vec<String>) -> PyResult<String> {
    let figures = py.detach(|| pressel_swarm::bench::run(&arguments));
    figures.map(|figures| figures.json()).map_err(|error| PyRuntimeError::new_err(error.to_string()))
}

#[pyclass(frozen, module = "pressel._engine")]
struct Engine(pressel_runtime::Engine);

#[pymethods]
impl Engine {
    #[new]
    #[pyo3(signature = (config=None))]
    fn new(config: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let config = config.map_or_else(|| Ok(Config::default()), read_config)?;
        Ok(Engine(pressel_runtime::Engine::new(config)?))
    }

    #[getter]
    fn fd(&self) -> i32 {
        self.0.fd()
    }

    fn start(&self, py: Python<'_>) -> PyResult<Vec<(String, u16)>> {
        let bound = py.detach(|| self.0.start()).map_err(start_error)?;
        Ok(bound.into_iter().map(|address| (address.ip().to_string(), address.port())).collect())
    }

    #[pyo3(signature = (drain_ms=0))]
    fn stop(&self, py: Python<'_>, drain_ms: u32) {
        py.detach(|| self.0.stop(Duration::from_millis(drain_ms.into())));
    }

    fn submit(&self, commands: &Bound<'_, PyList>) -> PyResult<u64> {
        let commands = commands.iter().map(|tuple| commands::read(&tuple)).collect::<PyResult<Vec<_>>>()?;
        self.0.submit(commands).map_err(|error| PyRuntimeError::new_err(error.to_string()))
    }

    #[pyo3(signature = (max=1024))]
    fn drain<'py>(&self, py: Python<'py>, max: usize) -> PyResult<Vec<Bound<'py, PyAny>>> {
        self.0.drain(max).into_iter().map(|event| events::write(py, event)).collect()
    }

    fn stats<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let stats = PyDict::new(py);
        for (name, value) in self.0.stats() {
            stats.set_item(name, value)?;
        }
        Ok(stats)
    }
}

fn read_config(given: &Bound<'_, PyDict>) -> PyResult<Config> {
    let mut config = Config::default();
    for (key, value) in given.iter() {
        let key: String = key.extract()?;
        match key.as_str() {
            "media" => config.media = read_address(&value.extract::<String>()?)?,
            "advertise" => {
                let addresses = value.extract::<Vec<String>>()?;
                config.advertise = addresses
                    .iter()
                    .map(|text| text.parse().map_err(|_| PyValueError::new_err(format!("not an IP address: {text}"))))
                    .collect::<PyResult<_>>()?;
            }
            "sessions_max" => config.sessions_max = value.extract()?,
            "shards" => config.shards = value.extract()?,
            "hold_ms" => config.hold = Duration::from_millis(value.extract::<u64>()?.min(400)),
            _ => return Err(PyValueError::new_err(format!("no such setting: {key}"))),
        }
    }
    Ok(config)
}

fn read_address(text: &str) -> PyResult<SocketAddr> {
    let found = text.to_socket_addrs().ok().and_then(|mut found| found.next());
    found.ok_or_else(|| PyValueError::new_err(format!("not HOST:PORT: {text}")))
}

fn start_error(error: StartError) -> PyErr {
    match error {
        StartError::Io(error) => PyOSError::new_err((error.raw_os_error(), error.to_string())),
        error => PyRuntimeError::new_err(error.to_string()),
    }
}
